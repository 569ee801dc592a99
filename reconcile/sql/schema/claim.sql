-- One row per line of evidence about who claims whom: C02 records, Dr.Bill rows, and lines of a submission with an unknown record code.
-- What nearly every line would repeat is null, and says so: repeating text is what costs most to store.
create table claim (
  file_no integer not null,
  line_no integer not null,
  record record_code not null,
  event claim_event not null,
  data_centre varchar,
  sequence integer,
  practitioner_number varchar,
  phn bigint, -- as written when ten digits were written
  phn_written varchar, -- what was written otherwise
  other_fee_item varchar, -- null for 98990
  location_unexpected boolean not null, -- the service location is none in use
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
