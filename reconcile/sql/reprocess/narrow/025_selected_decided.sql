-- One row per line about which a selected line decides something.
create or replace temp table selected_decided as
select about_file_no as file_no, about_line_no as line_no
from decided as d
semi join selected_line as l on l.file_no = d.file_no and l.line_no = d.line_no
