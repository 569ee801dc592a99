-- One row per household with a proposal, of one provider or of all, in the order of turns.
select
  turn, household_id, size, practitioner_number, facility_number, points, weeks_waiting, chsa, kept, proposed_since, choice, choices, reason
from match_proposals
where $provider::varchar is null or practitioner_number = $provider
order by turn
limit $limit
