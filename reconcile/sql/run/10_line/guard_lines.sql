-- One row per line that the guard holds in this run, as the ledger has it: a verdict is not made again.
insert into tonight_guard_line by name
select *
from read_parquet(getvariable('parts'))
