-- One row per pair of providers of whom one seems to have handed over to the other though no transfer says so.
create table suspected_transfers (
  from_practitioner varchar, -- the provider who hands over
  to_practitioner varchar, -- the provider who takes over
  removed bigint, -- people whom the one removed within policy.suspect.days
  attached bigint, -- of them, people whom the other attached soon after
  first_removed_on date, -- the first day of removals
  last_removed_on date -- the last day of removals
)
