-- One row per provider and facility with room and household among those that come first for it.
insert into snapshot.match_candidates
select text_key(household_id) as household_key, * exclude (household_id)
from match_candidates
