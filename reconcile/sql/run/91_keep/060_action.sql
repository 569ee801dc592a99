-- One row per registry action of tonight, with its outcome.
insert into action
select t.*, o.outcome
from tonight_action as t
left join outcome_now as o using (file_no, line_no)
