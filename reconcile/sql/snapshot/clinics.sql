-- One row per clinic as in force; medical directors are people, so they are left out.
insert into snapshot.clinics
select
  facility_number,
  text_shown(clinic_name) as clinic_name,
  text_shown(address) as address,
  text_shown(city) as city,
  text_shown(postal_code) as postal_code,
  chsa,
  text_shown(hours) as hours,
  opened_on,
  closed_on
from clinics
