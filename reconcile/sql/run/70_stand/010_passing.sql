-- One row per attach claim that passes every check.
create or replace temp view passing as
select *
from attach_line as a
where not exists (select 1 from failed as f where f.file_no = a.file_no and f.line_no = a.line_no)
