-- One row per claim that tells its attachment whole: the person is attached as the line says, from its date on.
create or replace temp table whole as
select person as phn, practitioner, facility, effective_on as valid_from, file_no, line_no
from attach_line
anti join (select file_no, line_no from outcome_now where not whole) as o using (file_no, line_no)
