-- One row per person and clinic in whose team they are at any time, and whether they are on the as-of date.
create or replace view team_then as
select
  p.subject_kind, p.subject, s.facility_number,
  bool_or(coalesce(s.effective_from <= t.as_of, true) and coalesce(s.effective_to >= t.as_of, true)) as now
from clinic_staff as s
inner join subject as p using (person_id)
cross join today as t
group by p.subject_kind, p.subject, s.facility_number
