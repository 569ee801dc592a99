-- One row per person who is due to hear how things stand, who has waited for it longest first.
select registrant_id, household_id, phn, last_contact_on, due_on, tell
from contact_due
order by due_on, registrant_id
limit $limit
