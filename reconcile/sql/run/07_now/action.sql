-- One row per registry action of this run and all before it.
create or replace temp view action_now as
select * exclude (outcome)
from action
union all
from tonight_action
