-- One row per candidate that the guard judges, in the order in which it does.
select file_no, line_no, ordinal
from guard_candidate
order by ordinal, line_no
