-- One row per file that was ever taken in, by its bytes: as it first came, when it last came and was taken in, and how many of its lines wait in quarantine or did.
with quarantined_line as (
  select
    s.submission_id,
    count(*) filter (q.state = 'waiting') as waiting,
    count(*) filter (q.state <> 'waiting') as settled
  from quarantined as q
  join submission as s using (file_no)
  group by s.submission_id
),

came as (
  select
    submission_id,
    min(file_no) as first_no,
    max(s.received_at) as last_received_at,
    max(greatest(s.received_at, coalesce(r.started_at, s.received_at))) as last_taken_at,
    count(*) as times
  from submission as s
  left join run as r using (run_no)
  group by submission_id
)

select
  s.submission_id,
  s.file_name,
  s.channel,
  s.status,
  c.last_received_at,
  c.last_taken_at,
  coalesce(r.run_id, '') as run_id,
  s.bytes,
  c.times,
  coalesce(q.waiting, 0) as waiting,
  coalesce(q.settled, 0) as settled
from came as c
join submission as s on s.file_no = c.first_no
left join run as r using (run_no)
left join quarantined_line as q on q.submission_id = c.submission_id
order by s.file_no
