-- One row per offer of a provider to a household as in force.
insert into snapshot.offers
select
  text_shown(offer_id) as offer_id,
  text_key(household_id) as household_key,
  practitioner_number,
  facility_number,
  offered_on,
  outcome,
  decided_on
from offers
