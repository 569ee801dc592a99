-- One row per line and reason that keeps it in quarantine as the newest run sees it.
create table line_reason (
  file_no integer not null,
  line_no integer not null,
  reason varchar not null
)
