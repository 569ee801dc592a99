-- One row per provider and facility of the export, with how many people are on the panel now, and how many the group lists by kind of change.
select
  practitioner_number,
  facility_number,
  count(*) filter (change_type = 'new') as new,
  count(*) filter (change_type = 'changed') as changed,
  count(*) filter (change_type = 'nochange') as nochange,
  count(*) filter (change_type = 'dropped') as dropped,
  count(*) filter (change_type = 'cancelled') as cancelled
from fhir_member
group by practitioner_number, facility_number
order by practitioner_number, facility_number
