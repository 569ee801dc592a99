-- One row per CHSA and provider who practises at a clinic there on the as-of date.
create or replace view area_provider as
select distinct c.chsa, a.practitioner_number
from affiliations as a
cross join today as t
join open_clinic as c using (facility_number)
left join providers as p using (practitioner_number)
where a.role in ('provider', 'medical_director')
  and a.effective_from <= t.as_of
  and coalesce(a.effective_to >= t.as_of, true)
  and coalesce(p.left_practice_on > t.as_of, true)
