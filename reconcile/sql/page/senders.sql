-- One row per run of some, channel and program that sent: its files, their lines, and how many of these are in quarantine as the newest run sees them. A file sent before is its sender's who sent it first.
with written as (
  select submission_id, any_value(software) as software
  from submission
  where status = 'accepted'
  group by submission_id
),

quarantine as (
  select file_no, sum(lines) as lines
  from submission_outcome
  where outcome = 'quarantined'
  group by file_no
)

select
  s.run_no,
  s.channel::varchar as channel,
  coalesce(s.software, w.software, '') as software,
  count(*) filter (s.status = 'accepted') as accepted,
  count(*) filter (s.status = 'refused') as refused,
  count(*) filter (s.status = 'duplicate') as duplicate,
  sum(s.lines)::bigint as lines,
  coalesce(sum(q.lines), 0)::bigint as quarantined
from submission as s
left join quarantine as q using (file_no)
left join written as w using (submission_id)
where s.run_no between $first_no::integer and $run_no::integer
group by s.run_no, s.channel, coalesce(s.software, w.software, '')
order by s.run_no, s.channel, coalesce(s.software, w.software, '')
