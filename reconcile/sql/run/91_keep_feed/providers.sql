-- One row per provider: what arrived tonight comes into force.
merge into providers as old
using newer_providers as new
on old.practitioner_number = new.practitioner_number
when matched then update set *
when not matched then insert *
