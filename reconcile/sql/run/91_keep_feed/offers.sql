-- One row per offer of a provider to a household: what arrived tonight comes into force.
merge into offers as old
using newer_offers as new
on old.offer_id = new.offer_id
when matched then update set *
when not matched then insert *
