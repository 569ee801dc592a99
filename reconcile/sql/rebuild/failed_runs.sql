-- One row per run that failed or was interrupted, the oldest first: no manifest knows of it.
select
  run_no, run_id, started_at, ended_at, state, coalesce(failure, '') as failure, as_of, policy_version, program_version,
  files, lines, registry_digest, attachments
from run
where state in ('failed', 'interrupted')
order by run_no
