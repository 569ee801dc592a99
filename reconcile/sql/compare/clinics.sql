-- One row per facility where a provider works on the as-of date or has a panel: where another provider is of the same clinic.
select facility_number
from (
  select a.facility_number
  from affiliations as a
  cross join today as t
  where a.practitioner_number = $provider::varchar
    and a.role in ('provider', 'medical_director')
    and a.effective_from <= t.as_of
    and coalesce(a.effective_to >= t.as_of, true)
  union
  select facility_number
  from panel
  where practitioner_number = $provider::varchar and confirmed > 0
) as place
order by facility_number
