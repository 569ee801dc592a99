-- One row per line that the guard has held, and since which run. What an administrator decided about it since is a decision.
create table guard_line (
  file_no integer not null,
  line_no integer not null,
  run_no integer not null
)
