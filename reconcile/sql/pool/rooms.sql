-- One row per provider and facility with room.
select
  practitioner_number, facility_number, capacity, requested_complexity, coalesce(chsa, ''), coalesce(gender, ''), coalesce(languages, '')
from match_room
order by room
