-- One row per provider and facility where they practise on the as-of date: in the clinic's record as a provider or its medical director.
create or replace view practises as
select a.practitioner_number, a.facility_number, min(a.effective_from) as since
from affiliations as a
cross join today as t
where a.role in ('provider', 'medical_director')
  and a.effective_from <= t.as_of
  and coalesce(a.effective_to >= t.as_of, true)
group by a.practitioner_number, a.facility_number
