-- One row per return record of this run and all before it.
create or replace temp view answer_now as
select * exclude (outcome)
from answer
union all
from tonight_answer
