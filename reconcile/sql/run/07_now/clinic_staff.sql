-- One row per team member, clinic and profession: the `clinic_staff` feed as it is in force with what arrives tonight.
create or replace temp view clinic_staff_now as
from clinic_staff as f
anti join newer_clinic_staff as n on n.person_id = f.person_id and n.facility_number = f.facility_number and n.profession = f.profession
union all
from newer_clinic_staff
