-- One row per person, clinic, system, step and supervising physician: what arrived tonight comes into force.
merge into access as old
using newer_access as new
on old.person_id = new.person_id and old.facility_number = new.facility_number and old.system = new.system and old.step = new.step and old.for_practitioner is not distinct from new.for_practitioner
when matched then update set *
when not matched then insert *
