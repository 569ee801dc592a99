-- One row per attach claim that counts: it passes, repeats no other and is not void.
create or replace temp table standing as
select file_no, line_no, person, practitioner_number, facility_number, effective_on, ordinal
from passing as a
where not exists (select 1 from duplicate_line as d where d.file_no = a.file_no and d.line_no = a.line_no)
  and not exists (select 1 from void_line as v where v.file_no = a.file_no and v.line_no = a.line_no)
