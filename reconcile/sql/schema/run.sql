-- One row per run that reached the registry.
create table run (
  run_no integer not null,
  run_id varchar not null,
  started_at timestamp not null,
  ended_at timestamp,
  state varchar not null, -- done, failed, interrupted
  failure varchar,
  as_of date not null,
  policy_version varchar not null,
  program_version varchar not null,
  files integer not null,
  lines bigint not null,
  registry_digest varchar not null,
  attachments bigint not null -- rows now known
)
