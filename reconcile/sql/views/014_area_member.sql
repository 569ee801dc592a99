-- One row per CHSA, team member and profession who works at a clinic there on the as-of date.
create or replace view area_member as
select distinct c.chsa, lower(trim(s.profession)) as profession, s.person_id
from clinic_staff as s
cross join today as t
join open_clinic as c using (facility_number)
where coalesce(s.effective_from <= t.as_of, true) and coalesce(s.effective_to >= t.as_of, true)
