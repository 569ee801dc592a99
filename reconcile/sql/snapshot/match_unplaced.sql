-- One row per person who waits and has no proposal, and why.
insert into snapshot.match_unplaced
select person_key(phn) as person_key, text_key(household_id) as household_key, text_shown(reason) as reason, * exclude (registrant_id, household_id, phn, reason)
from match_unplaced
