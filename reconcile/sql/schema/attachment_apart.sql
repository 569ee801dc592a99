-- One row per attachment and span of runs that knew it so, unless the claim that opened it tells it whole (stored_claim.known_from): most people are attached once, and stay.
-- A row is never rewritten: a run that knows better closes known_to and adds another.
create table attachment_apart (
  phn bigint not null, -- the survivor's, where PHNs were merged
  practitioner integer not null, -- code of a number, as is the facility
  facility integer not null,
  status attachment_status not null,
  valid_from date not null,
  valid_to date, -- the first day on which it no longer held
  close_reason close_reason,
  file_no integer not null, -- the line that opened it
  line_no integer not null,
  closed_file_no integer, -- the line that closed it; a death has none
  closed_line_no integer,
  known_from integer not null, -- run_no
  known_to integer
)
