-- One row per such line with more to say.
create temp table portal_note as
select n.*
from note_now as n
semi join portal_line as c on c.file_no = n.file_no and c.line_no = n.line_no
