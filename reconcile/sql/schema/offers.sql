-- One row per offer of a provider to a household: the `offers` feed as in force, with the line that said so.
create table offers (
  offer_id varchar not null,
  household_id varchar,
  practitioner_number varchar,
  facility_number varchar,
  offered_on date,
  outcome varchar,
  decided_on date,
  file_no integer not null,
  line_no integer not null
)
