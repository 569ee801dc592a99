-- One row per household with a proposal, with a key for the household.
create table snapshot.match_proposals as
select text_key(household_id) as household_key, * exclude (household_id)
from match_proposals
