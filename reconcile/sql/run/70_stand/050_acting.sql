-- One row per registry action that counts. A table: where it was a view, DuckDB 1.5.5 could not always plan the statements that look at it several times.
create or replace temp table acting as
select *
from passing_action as a
where not exists (select 1 from guarded as g where g.file_no = a.file_no and g.line_no = a.line_no)
