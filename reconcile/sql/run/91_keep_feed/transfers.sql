-- One row per transfer of a panel from one provider to another: what arrived tonight comes into force.
merge into transfers as old
using newer_transfers as new
on old.transfer_id = new.transfer_id
when matched then update set *
when not matched then insert *
