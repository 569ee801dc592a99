-- One row per person who waits and has no proposal, for one reason or for all: in the order of turns, who has none last.
select registrant_id, household_id, phn, chsa, registered_on, turn, size, points, code, reason
from match_unplaced
where $code::varchar is null or code = $code
order by turn nulls last, registered_on, registrant_id
limit $limit
