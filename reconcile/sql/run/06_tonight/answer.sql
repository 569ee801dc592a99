-- One row per return record that this run takes in; none yet.
create or replace temp table tonight_answer as
select * exclude (outcome)
from answer
limit 0
