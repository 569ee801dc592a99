-- One row per run.
create or replace view runs as
select
  run_id, started_at, ended_at, state, failure, as_of, policy_version, program_version,
  files, lines, registry_digest, attachments
from run
