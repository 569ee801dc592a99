-- One row per person in the export.
select
  p.person_key::varchar as person_key,
  p.phn,
  coalesce(p.birth_date::varchar, '') as birth_date,
  coalesce(p.sex, '') as sex,
  coalesce(p.deceased_on::varchar, '') as deceased_on,
  coalesce(p.replaced_by::varchar, '') as replaced_by,
  s.person_key is not null as survivor_listed,
  p.covered
from fhir_person as p
left join fhir_person as s on s.person_key = p.replaced_by
order by p.person_key
