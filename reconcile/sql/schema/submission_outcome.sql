-- One row per file and outcome: how many of its lines had it, as the newest run sees it.
create table submission_outcome (
  file_no integer not null,
  outcome outcome not null,
  lines bigint not null
)
