-- One row per household with a proposal, with a key for the household.
insert into snapshot.match_proposals
select text_key(household_id) as household_key, * exclude (household_id)
from match_proposals
