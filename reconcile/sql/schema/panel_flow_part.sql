-- One row per run, provider and facility, direction and reason: how many people came onto the panel or left it in that run.
create table panel_flow_part (
  run_no integer not null,
  practitioner integer not null, -- code of a number, as is the facility
  facility integer not null,
  direction varchar not null, -- in, out
  reason varchar not null,
  people bigint not null
)
