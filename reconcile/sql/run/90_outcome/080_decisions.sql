-- Decisions taken in earlier whose outcome is another tonight.
update decision as d
set outcome = o.outcome
from outcome_now as o
where o.file_no = d.file_no and o.line_no = d.line_no and o.outcome <> d.outcome
