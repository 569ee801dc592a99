-- One row per pair of providers of whom one seems to have handed over to the other without a transfer that says so.
create table suspected_transfer (
  from_practitioner varchar not null,
  to_practitioner varchar not null,
  removed bigint not null, -- people
  attached bigint not null, -- of them, by the other provider
  first_removed_on date not null,
  last_removed_on date not null
)
