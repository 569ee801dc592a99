-- One row per person and clinic whose team they are known to have left by the as-of date, or not to have joined yet.
create or replace view team_other_days as
select distinct s.person_id, s.facility_number
from clinic_staff as s
anti join team_now as n using (person_id, facility_number)
