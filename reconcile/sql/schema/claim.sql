-- One row per line of evidence about who claims whom: C02 records, Dr.Bill rows, and lines of a submission with an unknown record code.
create table claim (
  file_no integer not null,
  line_no integer not null,
  record varchar not null,
  event varchar not null, -- attach, debit, portal, other, unknown
  data_centre varchar,
  sequence integer,
  practitioner_number varchar,
  payee_number varchar,
  phn bigint, -- as written when ten digits were written
  phn_written varchar, -- what was written otherwise
  fee_item varchar,
  submission_code varchar,
  service_location varchar,
  service_date date,
  service_date_written varchar, -- what was written when it is no calendar date
  facility_number varchar,
  target_data_centre varchar, -- of a debit request: the claim it reverses
  target_sequence integer,
  reasons varchar, -- what the reader found wrong, codes separated by commas
  hints varchar,
  warnings varchar,
  raw varchar
)
