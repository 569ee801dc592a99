-- One row per decision of an administrator that this run takes in; none yet.
create or replace temp table tonight_decision as
select * exclude (outcome)
from decision
limit 0
