-- One row per run up to one, the oldest first: what it took in, who came onto panels and left them, how many people were attached after it, and how many lines were first in quarantine in it.
with flow as (
  select
    run_no,
    sum(people) filter (direction = 'in') as came,
    sum(people) filter (direction = 'out') as gone
  from panel_flow_part
  where run_no <= $run_no::integer
  group by run_no
),

quarantine as (
  select first_run as run_no, count(*) as lines
  from quarantined
  where first_run <= $run_no::integer
  group by first_run
),

file as (
  select run_no, count(*) filter (status = 'refused') as refused
  from submission
  where run_no <= $run_no::integer
  group by run_no
)

select
  r.run_no,
  r.run_id,
  r.as_of,
  r.started_at,
  r.ended_at,
  r.state::varchar as state,
  coalesce(r.failure, '') as failure,
  r.policy_version,
  r.program_version,
  r.registry_digest,
  r.files,
  r.lines,
  coalesce(f.refused, 0)::bigint as refused,
  coalesce(w.came, 0)::bigint as came,
  coalesce(w.gone, 0)::bigint as gone,
  sum(coalesce(w.came, 0) - coalesce(w.gone, 0)) over (order by r.run_no)::bigint as attached,
  coalesce(q.lines, 0)::bigint as quarantined
from run as r
left join flow as w using (run_no)
left join quarantine as q using (run_no)
left join file as f using (run_no)
where r.run_no <= $run_no::integer
order by r.run_no
