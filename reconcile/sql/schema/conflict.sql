-- One row per attach claim that took a person from another provider without a transfer that covers it.
create table conflict (
  phn bigint not null,
  incumbent_practitioner varchar not null,
  incumbent_facility varchar not null,
  challenger_practitioner varchar not null,
  challenger_facility varchar not null,
  effective_on date not null,
  resolution varchar not null, -- superseded: the later claim stands
  resolved_on date,
  file_no integer not null, -- the challenger's line
  line_no integer not null
)
