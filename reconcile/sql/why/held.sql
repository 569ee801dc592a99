-- One row per line about the person, or about everyone of a provider, that the guard has held: since which run, how many people it would have changed with it, and what an administrator decided.
with line as (
  select file_no, line_no from claim where list_contains($phns::bigint[], phn)
  union all
  select file_no, line_no from action where everyone or list_contains($phns::bigint[], phn)
)

select
  h.file_no,
  h.line_no,
  v.line_no > 0 as removal,
  v.people,
  coalesce(r.run_id, '') as run_id,
  coalesce(h.verdict, '') as verdict,
  coalesce(h.decided_at, '') as decided_at,
  coalesce(h.decided_by, '') as decided_by,
  coalesce(h.reason, '') as reason
from hold_line as h
semi join line using (file_no, line_no)
join guard_verdict as v on v.file_no = h.file_no and v.run_no = h.run_no and v.line_no in (0, h.line_no)
left join run as r on r.run_no = h.run_no
