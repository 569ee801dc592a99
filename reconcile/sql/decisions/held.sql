-- One row per line that the guard has held of the files that are called so, or whose submission id begins so (four characters at least), and what was decided about it; empty while it waits.
select s.submission_id, h.line_no, coalesce(h.verdict, '') as verdict
from hold_line as h
join submission as s using (file_no)
where s.file_name = $named::varchar
  or (length($named::varchar) >= 4 and starts_with(s.submission_id, lower($named::varchar)))
order by s.submission_id, h.line_no
