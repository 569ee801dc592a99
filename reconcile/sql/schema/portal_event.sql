-- One row per portal claim (14070, 98000), with whether it still stands.
create table portal_event (
  file_no integer not null,
  line_no integer not null,
  practitioner_number varchar,
  fee_item varchar not null,
  service_date date,
  year integer,
  state varchar not null -- claimed, refused, reversed
)
