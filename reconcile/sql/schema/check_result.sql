-- One row per check and run.
create table check_result (
  run_no integer not null,
  check_name varchar not null,
  blocking boolean not null,
  passed boolean not null,
  offending bigint not null
)
