-- One row per clinic: the `clinics` feed as it is in force with what arrives tonight.
create or replace temp view clinics_now as
from clinics as f
anti join newer_clinics as n on n.facility_number = f.facility_number
union all
from newer_clinics
