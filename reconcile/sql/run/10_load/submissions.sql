-- One row per file that tonight's run has taken in.
insert into submission by name
select *
from read_parquet(getvariable('parts'))
