-- One row per line of tonight's actions.
insert into tonight_action by name
select *
from read_parquet(getvariable('parts'))
