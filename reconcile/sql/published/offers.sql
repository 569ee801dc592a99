-- One row per offer of a provider to a household: the offers feed as in force.
create table offers (
  offer_id varchar, -- as in the feed; NULL where it could hold a health number
  household_key uuid, -- a keyed pseudonym of the household
  practitioner_number varchar, -- the provider offered
  facility_number varchar, -- where
  offered_on date, -- when
  outcome varchar, -- pending, accepted, declined_provider, declined_patient or lapsed
  decided_on date -- when it was answered; NULL: not yet
)
