-- One row per run up to this one.
create table runs (
  run_id varchar, -- the run
  started_at timestamp, -- when it began
  ended_at timestamp, -- when it ended; NULL: nobody noted it, as of one that was interrupted
  state varchar, -- done; failed; or interrupted: it ended before it was done and could not write down why
  as_of date, -- the date for capacity, overdue transfers and counts
  policy_version varchar, -- of the policy by which lines were judged
  program_version varchar, -- of the program
  files integer, -- files that it took
  lines bigint, -- lines of evidence in them
  registry_digest varchar, -- a hash of all attachments as then known: equal registries have equal digests
  attachments bigint -- attachment rows known after it, closed ones included
)
