-- One row per clinic: its name.
select facility_number, coalesce(clinic_name, '') as clinic_name
from clinics
order by facility_number
