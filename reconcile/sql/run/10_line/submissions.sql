-- One row per file that tonight's run has taken in.
insert into tonight_submission by name
select *
from read_parquet(getvariable('parts'))
