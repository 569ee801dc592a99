-- One row per attach claim that would count if the guard did not hold its file.
create or replace temp view guarded_line as
select file_no, line_no, person, practitioner, facility, effective_on
from passing
semi join guarded using (file_no, line_no)
anti join duplicate_line using (file_no, line_no)
anti join void_line using (file_no, line_no)
anti join pending_line using (file_no, line_no)
