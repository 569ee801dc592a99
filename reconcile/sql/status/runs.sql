-- One row per run, the newest first, with how many people were attached when it was done.
with opened as (
  select known_from as run_no, count(*) as rows from stored_attachment where status = 'Confirmed' group by all
),

closed as (
  select known_to as run_no, count(*) as rows from stored_attachment where status = 'Confirmed' and known_to is not null group by all
)

select
  r.run_id,
  r.started_at,
  r.ended_at,
  r.state::varchar as state,
  coalesce(r.failure, '') as failure,
  r.as_of,
  r.policy_version,
  r.program_version,
  r.files,
  r.lines,
  (sum(coalesce(o.rows, 0) - coalesce(c.rows, 0)) over (order by r.run_no))::bigint as attached,
  coalesce(r.registry_digest, '') as registry_digest
from run as r
left join opened as o using (run_no)
left join closed as c using (run_no)
order by r.run_no desc
