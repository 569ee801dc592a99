-- One row per provider and clinic: the `preferences` feed as in force, with the line that said so.
create table preferences (
  practitioner_number varchar not null,
  facility_number varchar not null,
  accepting boolean,
  monthly_capacity_rate integer,
  desired_panel_size integer,
  requested_complexity varchar,
  updated_on date,
  file_no integer not null,
  line_no integer not null
)
