-- One row per attach claim that counts.
create or replace temp view standing as
select file_no, line_no, phn, person, practitioner, facility, effective_on, ordinal
from attach_line as a
where not exists (select 1 from out as o where o.file_no = a.file_no and o.line_no = a.line_no)
