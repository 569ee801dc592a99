-- One row per provider in the export, with what the providers feed says.
select
  m.practitioner_number,
  coalesce(text_shown(p.given_name), '') as given_name,
  coalesce(text_shown(p.family_name), '') as family_name,
  p.practitioner_number is not null as known,
  coalesce(p.left_practice_on > $on::date, true) as active
from (select distinct practitioner_number from fhir_member) as m
left join providers as p on p.practitioner_number = m.practitioner_number
order by m.practitioner_number
