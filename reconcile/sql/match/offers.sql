-- One row per offer to a household, or of a provider, the newest first.
select offer_id, household_id, practitioner_number, facility_number, offered_on, outcome, decided_on
from offers
where household_id = $household or practitioner_number = $provider
order by offered_on desc, offer_id
