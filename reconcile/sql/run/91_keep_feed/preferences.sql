-- One row per provider and clinic: what arrived tonight comes into force.
merge into preferences as old
using newer_preferences as new
on old.practitioner_number = new.practitioner_number and old.facility_number = new.facility_number
when matched then update set *
when not matched then insert *
