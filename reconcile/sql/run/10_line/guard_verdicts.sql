-- One row per verdict of the guard in this run, as the ledger has it: a verdict is not made again.
insert into tonight_guard_verdict by name
select *
from read_parquet(getvariable('parts'))
