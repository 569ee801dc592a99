-- One row per delegate, provider and first day: what arrived tonight comes into force.
merge into endorsements as old
using newer_endorsements as new
on old.delegate_id = new.delegate_id and old.practitioner_number = new.practitioner_number and old.endorsed_from = new.endorsed_from
when matched then update set *
when not matched then insert *
