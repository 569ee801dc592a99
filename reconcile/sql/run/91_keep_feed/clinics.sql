-- One row per clinic: what arrived tonight comes into force.
merge into clinics as old
using newer_clinics as new
on old.facility_number = new.facility_number
when matched then update set *
when not matched then insert *
