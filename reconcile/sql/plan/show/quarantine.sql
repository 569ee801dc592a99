-- One row per line that would enter quarantine or leave it, be there for other reasons, or be discarded.
select
  coalesce(q.before, '') as before,
  q.after,
  coalesce(array_to_string(q.reasons_before, ','), '') as reasons_before,
  array_to_string(q.reasons, ',') as reasons,
  s.submission_id,
  q.line_no
from planned_quarantine as q
join submission_now as s on s.file_no = q.file_no
order by s.submission_id, q.line_no
