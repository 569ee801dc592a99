-- One row per household that can be matched, in the order of priority.
select h.size, h.points, h.seniority, h.profile, coalesce(p.room, -1)
from match_household_now as h
left join match_proposed as p using (place)
order by h.place
