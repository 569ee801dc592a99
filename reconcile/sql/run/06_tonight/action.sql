-- One row per registry action that this run takes in; none yet.
create or replace temp table tonight_action as
select * exclude (outcome)
from action
limit 0
