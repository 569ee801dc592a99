-- One row per return record that answers a claim, and per line of a return file with an unknown record code.
create table answer (
  file_no integer not null,
  line_no integer not null,
  record record_code not null,
  verdict varchar, -- accepted, refused, pending
  data_centre varchar,
  sequence integer,
  practitioner_number varchar,
  phn bigint, -- S00, S02, S03 only
  phn_written varchar,
  service_date date, -- S00, S02, S03 only
  service_date_written varchar,
  billed_fee_item varchar, -- S00, S02, S03 only
  codes varchar, -- explanatory codes separated by a space
  reasons varchar,
  hints varchar,
  warnings varchar,
  raw varchar,
  outcome outcome not null -- as the newest run sees the line
)
