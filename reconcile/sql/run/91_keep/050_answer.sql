-- One row per return record of tonight, with its outcome.
insert into answer
select t.*, o.outcome
from tonight_answer as t
left join outcome_now as o using (file_no, line_no)
