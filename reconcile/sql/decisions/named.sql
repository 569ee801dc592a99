-- One row per line with this number in the files that are called so or whose submission id begins so: what became of it, and whether the guard holds it.
with line as (
  select file_no, line_no, outcome::varchar as outcome from verdict
  union all
  select file_no, line_no, if(reasons is null, 'reference', 'quarantined') from feed_line
)

select
  s.submission_id,
  s.file_name,
  l.outcome,
  coalesce(q.state, '') as state,
  coalesce(array_to_string(q.reasons, ','), '') as reasons,
  h.file_no is not null as guarded
from submission as s
join line as l using (file_no)
left join quarantined as q on q.file_no = l.file_no and q.line_no = l.line_no
left join (from hold_line where verdict is null) as h on h.file_no = l.file_no and h.line_no = l.line_no
where s.status = 'accepted'
  and (s.file_name = $named::varchar or (length($named::varchar) >= 4 and starts_with(s.submission_id, lower($named::varchar))))
  and l.line_no = $line::integer
order by s.submission_id
limit 2
