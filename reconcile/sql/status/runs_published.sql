-- One row per run that a snapshot knows, the newest first.
select
  run_id,
  started_at,
  ended_at,
  state::varchar as state,
  '' as failure,
  as_of,
  policy_version,
  program_version,
  files,
  lines,
  null::bigint as attached,
  coalesce(registry_digest, '') as registry_digest
from runs
order by run_id desc
