-- One row per household that can be matched and had a proposal by the run before, to a provider who still has room.
create or replace temp table match_proposed as
select h.place, r.room, b.proposed_since
from match_household as b
join match_household_now as h using (household_id)
join match_room as r using (practitioner_number, facility_number)
