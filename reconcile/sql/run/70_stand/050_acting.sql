-- One row per registry action that counts.
create or replace temp view acting as
select *
from passing_action as a
where not exists (select 1 from guarded as g where g.file_no = a.file_no and g.line_no = a.line_no)
