-- One row per line of tonight's decisions.
insert into tonight_decision by name
select *
from read_parquet(getvariable('parts'))
