-- One row per household that is proposed to a provider, in the order of turns.
select household_id, facility_number, turn, size, points, choice, reason
from match_proposals
where practitioner_number = $provider
order by turn
