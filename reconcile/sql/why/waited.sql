-- One row per line about the person that was in quarantine once and passes now: why it waited, since which run, and the run in which it opened an attachment after that.
with line as (
  select file_no, line_no from claim where list_contains($phns::bigint[], phn)
  union all
  select file_no, line_no from action where list_contains($phns::bigint[], phn)
),

waited as (
  select q.file_no, q.line_no, q.reasons, q.first_run
  from quarantined as q
  join line as l on l.file_no = q.file_no and l.line_no = q.line_no
  where q.state = 'healed'
),

healed as (
  select w.file_no, w.line_no, min(a.known_from) as run_no
  from waited as w
  join attachment as a on a.file_no = w.file_no and a.line_no = w.line_no and a.known_from > w.first_run
  where list_contains($phns::bigint[], a.phn)
  group by all
)

select
  w.file_no,
  w.line_no,
  array_to_string(w.reasons, ',') as reasons,
  coalesce(f.run_id, '') as first_run,
  coalesce(h.run_id, '') as healed_run
from waited as w
left join healed as o on o.file_no = w.file_no and o.line_no = w.line_no
left join run as f on f.run_no = w.first_run
left join run as h on h.run_no = o.run_no
order by w.file_no, w.line_no
