-- One row per decision of an administrator of this run and all before it.
create or replace temp view decision_now as
select * exclude (outcome)
from decision
union all
from tonight_decision
