-- One row per person waiting on the Health Connect Registry: the `registrants` feed as in force, with the line that said so.
create table registrants (
  registrant_id varchar not null,
  household_id varchar,
  phn bigint,
  birth_date date,
  registered_on date,
  last_contact_on date,
  status varchar,
  chsa varchar,
  any_distance boolean,
  language varchar,
  language_required boolean,
  provider_gender varchar,
  provider_gender_required boolean,
  complexity varchar,
  pregnant_or_newborn boolean,
  attached_but_leaving boolean,
  file_no integer not null,
  line_no integer not null
)
