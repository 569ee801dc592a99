-- One row per person, provider and facility of the export.
select
  m.practitioner_number,
  m.facility_number,
  m.person_key::varchar as person_key,
  m.change_type,
  m.period_start::varchar as period_start,
  coalesce(m.period_end::varchar, '') as period_end,
  coalesce(m.reason, '') as reason,
  p.covered
from fhir_member as m
join fhir_person as p on p.phn = m.phn
order by m.practitioner_number, m.facility_number, m.person_key
