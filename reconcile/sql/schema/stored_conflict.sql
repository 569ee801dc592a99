-- One row per attach claim and provider from whom it would take a person without a transfer that covers it.
create table stored_conflict (
  phn bigint not null,
  incumbent_practitioner integer not null, -- code of a number, as are the next three
  incumbent_facility integer not null,
  challenger_practitioner integer not null,
  challenger_facility integer not null,
  effective_on date not null,
  resolution varchar not null, -- superseded: the later claim stood at once; held: it waits; otherwise what ended the wait: ended, released, elapsed, overtaken, settled, withdrawn, deceased
  resolved_on date, -- null while it is held
  file_no integer not null, -- the challenger's line
  line_no integer not null
)
