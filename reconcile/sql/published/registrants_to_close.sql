-- One row per person on the Health Connect Registry who no longer belongs there.
create table registrants_to_close (
  person_key uuid, -- a keyed pseudonym of the person: the survivor's, where numbers were merged
  household_key uuid, -- a keyed pseudonym of the household
  status varchar, -- active or offered
  reason varchar, -- deceased, registered_twice, attached or moved_away
  since date, -- from which day
  practitioner_number varchar -- whom they are attached to; NULL of other reasons
)
