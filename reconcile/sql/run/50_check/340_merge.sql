-- Warned: a persons row in force names a survivor that it cannot be merged into.
create or replace temp view warning_merge as
select file_no, line_no, warning
from merge_edge
where warning is not null
