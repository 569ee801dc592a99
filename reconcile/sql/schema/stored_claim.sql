-- One row per line of evidence about who claims whom: C02 records, Dr.Bill rows, and lines of a submission with an unknown record code.
-- What only few lines have stands in claim_note; the view claim shows both, with numbers as text.
create table stored_claim (
  file_no integer not null,
  line_no integer not null,
  record record_code not null,
  event claim_event not null,
  data_centre integer, -- code of a number, as are the next two
  practitioner integer,
  facility integer,
  sequence integer,
  phn bigint, -- as written when ten digits were written
  service_date date,
  location_unexpected boolean not null, -- the service location is none in use
  outcome outcome not null, -- as the newest run sees the line
  known_from integer -- run_no: since that run the person is attached just as the line says, from its date on; no attachment of it stands apart
)
