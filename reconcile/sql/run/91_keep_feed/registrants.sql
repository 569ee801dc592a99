-- One row per person waiting on the Health Connect Registry: what arrived tonight comes into force.
merge into registrants as old
using newer_registrants as new
on old.registrant_id = new.registrant_id
when matched then update set *
when not matched then insert *
