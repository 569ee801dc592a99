-- One row per period of MSP coverage of a PHN: what arrived tonight comes into force.
merge into coverage as old
using newer_coverage as new
on old.phn = new.phn and old.coverage_from = new.coverage_from
when matched then update set *
when not matched then insert *
