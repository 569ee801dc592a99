-- One row per line that the guard has held: since which run, and what an administrator decided about it first (null: it waits).
create or replace view hold_line as
with decided as (
  select
    a.file_no,
    d.about_line_no as line_no,
    arg_min(
      {'verdict': d.verdict, 'decided_at': d.decided_at, 'decided_by': d.decided_by, 'reason': d.reason},
      (f.received_at, f.submission_id, d.line_no)
    ) as said
  from decision as d
  join submission as f using (file_no)
  join submission as a on a.submission_id = lower(d.about_submission_id) and a.status = 'accepted'
  where d.verdict in ('release_file', 'discard_file') and d.outcome = 'applied'
  group by all
)

select
  g.file_no,
  g.line_no,
  g.run_no,
  d.said.verdict as verdict,
  d.said.decided_at as decided_at,
  d.said.decided_by as decided_by,
  d.said.reason as reason
from guard_line as g
left join decided as d on d.file_no = g.file_no and d.line_no = g.line_no
