-- One row per person who no longer belongs on the list, by reason.
select registrant_id, household_id, phn, status, reason, since, practitioner_number
from registrants_to_close
order by reason, since nulls last, registrant_id
limit $limit
