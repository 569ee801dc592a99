-- One row per check and run.
create table checks (
  run_id varchar, -- the run
  check_name varchar, -- which, as docs/relations.md explains them
  blocking boolean, -- whether it stops the run before anything is changed
  passed boolean, -- whether it found nothing
  offending bigint -- rows that it found
)
