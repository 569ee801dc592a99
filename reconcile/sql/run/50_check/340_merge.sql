-- Warned: a persons row in force names a survivor that it cannot be merged into.
insert into line_warning
select file_no, line_no, warning
from merge_edge
where warning is not null
