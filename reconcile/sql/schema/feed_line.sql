-- One row per line of a reference feed, sound or not: what it was about, not what it said.
create table feed_line (
  file_no integer not null,
  line_no integer not null,
  record record_code not null,
  practitioner_number varchar,
  facility_number varchar,
  phn bigint,
  reasons varchar,
  hints varchar,
  warnings varchar,
  raw varchar
)
