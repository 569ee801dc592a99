-- One row per facility in the export, with what the clinics feed says.
select
  m.facility_number,
  coalesce(text_shown(c.clinic_name), '') as clinic_name,
  coalesce(text_shown(c.address), '') as address,
  coalesce(text_shown(c.city), '') as city,
  coalesce(text_shown(c.postal_code), '') as postal_code,
  coalesce(c.opened_on, $on::date) <= $on::date and coalesce(c.closed_on, $on::date) >= $on::date as active
from (select distinct facility_number from fhir_member) as m
left join clinics as c on c.facility_number = m.facility_number
order by m.facility_number
