-- The text of lines in quarantine that was found in their files.
update quarantined as q
set raw = f.raw
from raw_found as f
where f.file_no = q.file_no and f.line_no = q.line_no
