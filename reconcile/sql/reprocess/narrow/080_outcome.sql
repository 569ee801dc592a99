-- One row goes per line whose outcome would be another and that the selection is not about.
delete from planned_outcome as o
where not exists (select 1 from selected_about as s where s.file_no = o.file_no and s.line_no = o.line_no)
