-- Answers taken in earlier whose outcome is another tonight.
update answer as a
set outcome = o.outcome
from outcome_now as o
where o.file_no = a.file_no and o.line_no = a.line_no and o.outcome <> a.outcome
