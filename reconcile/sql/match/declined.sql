-- One row per provider of whom a household has declined one, or who has declined it: who declined last, and when.
select practitioner_number, arg_max(outcome, (decided_on, offer_id)) as outcome, max(coalesce(decided_on, offered_on)) as declined_on
from (
  select offer_id, practitioner_number, outcome, offered_on, coalesce(decided_on, offered_on) as decided_on
  from offers
  where household_id = $household and outcome in ('declined_provider', 'declined_patient')
)
group by practitioner_number
