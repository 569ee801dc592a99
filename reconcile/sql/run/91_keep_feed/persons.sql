-- One row per PHN: what arrived tonight comes into force.
merge into persons as old
using newer_persons as new
on old.phn = new.phn
when matched then update set *
when not matched then insert *
