-- One row per person, clinic, system, step and supervising physician: the `access` feed as in force, with the line that said so.
create table access (
  person_id varchar not null,
  facility_number varchar not null,
  role varchar,
  system varchar not null,
  step varchar not null,
  for_practitioner varchar,
  done_on date,
  file_no integer not null,
  line_no integer not null
)
