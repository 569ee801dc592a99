-- One row per provider, clinic, role and first day: what arrived tonight comes into force.
merge into affiliations as old
using newer_affiliations as new
on old.practitioner_number = new.practitioner_number and old.facility_number = new.facility_number and old.role = new.role and old.effective_from = new.effective_from
when matched then update set *
when not matched then insert *
