-- One row per provider and facility with room and household that is a candidate for it.
insert into match_candidate
select r.practitioner_number, r.facility_number, k.rank, h.household_id, k.fit_points, k.points
from match_ranked as k
join match_room as r using (room)
join match_household_now as h using (place)
