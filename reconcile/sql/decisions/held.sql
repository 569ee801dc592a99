-- One row per line of the files that are called so, or whose submission id begins so, that the guard holds and nobody has decided about.
select s.submission_id, h.line_no
from hold_line as h
join submission as s using (file_no)
where h.verdict is null
  and (s.file_name = $named::varchar or starts_with(s.submission_id, lower($named::varchar)))
order by s.submission_id, h.line_no
