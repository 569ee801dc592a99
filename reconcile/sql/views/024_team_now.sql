-- One row per person and clinic in whose team they are on the as-of date.
create or replace view team_now as
select distinct s.person_id, s.facility_number
from clinic_staff as s
cross join today as t
where coalesce(s.effective_from <= t.as_of, true) and coalesce(s.effective_to >= t.as_of, true)
