-- One row per team member, clinic and profession: what arrived tonight comes into force.
merge into clinic_staff as old
using newer_clinic_staff as new
on old.person_id = new.person_id and old.facility_number = new.facility_number and old.profession = new.profession
when matched then update set *
when not matched then insert *
