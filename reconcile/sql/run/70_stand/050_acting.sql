-- One row per registry action that counts. A table, as several statements read it.
create or replace temp table acting as
select *
from passing_action as a
where not exists (select 1 from guarded as g where g.file_no = a.file_no and g.line_no = a.line_no)
