-- One row per provider and facility in the export, with the newest affiliation of the provider there that had begun by the day.
with begun as (
  select
    practitioner_number,
    facility_number,
    max_by(
      {'effective_from': effective_from, 'effective_to': effective_to},
      {'effective_from': effective_from, 'effective_to': coalesce(effective_to, '9999-12-31'::date)}
    ) as newest
  from affiliations
  where role in ('provider', 'medical_director') and effective_from <= $on::date
  group by practitioner_number, facility_number
)

select
  m.practitioner_number,
  m.facility_number,
  coalesce(p.provider_type, '') as provider_type,
  coalesce(a.newest.effective_from::varchar, '') as effective_from,
  coalesce(a.newest.effective_to::varchar, '') as effective_to,
  a.newest is not null as known,
  coalesce(a.newest.effective_to, $on::date) >= $on::date and coalesce(p.left_practice_on > $on::date, true) as active
from (select distinct practitioner_number, facility_number from fhir_member) as m
left join begun as a on a.practitioner_number = m.practitioner_number and a.facility_number = m.facility_number
left join providers as p on p.practitioner_number = m.practitioner_number
order by m.practitioner_number, m.facility_number
