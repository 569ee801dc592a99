-- One row per decision of an administrator of tonight, with its outcome.
insert into decision
select t.*, o.outcome
from tonight_decision as t
left join outcome_now as o using (file_no, line_no)
