-- One row per person on the Health Connect Registry who waits or has been offered a provider, as the newest run saw them.
create table match_registrant (
  registrant_id varchar not null,
  household_id varchar not null,
  status varchar not null, -- active, offered
  person bigint not null, -- the survivor's PHN
  age integer, -- whole years on the as-of date
  chsa varchar,
  registered_on date not null,
  kept_out varchar, -- why they cannot be matched; null: they can
  practitioner_number varchar, -- whom they are attached to
  facility_number varchar
)
