-- One row per person on the Health Connect Registry: the registrants feed as in force.
create table registrants (
  person_key uuid, -- a keyed pseudonym of the person: the survivor's, where numbers were merged
  household_key uuid, -- a keyed pseudonym of the household
  birth_year bigint, -- the calendar year; NULL: not stated
  registered_on date, -- when
  last_contact_on date, -- when they last heard; NULL: never
  status varchar, -- active, offered, withdrawn or matched
  chsa varchar, -- where they live
  any_distance boolean, -- whether a clinic anywhere will do
  language varchar, -- that the provider should speak; NULL: any
  language_required boolean, -- whether no other will do
  provider_gender varchar, -- that the provider should have; NULL: any
  provider_gender_required boolean, -- whether no other will do
  complexity varchar, -- low, medium or high; NULL: not stated
  pregnant_or_newborn boolean, -- whether somebody is
  attached_but_leaving boolean -- whether they have a provider who is about to leave
)
