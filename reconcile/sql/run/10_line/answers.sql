-- One row per line of tonight's answers.
insert into tonight_answer by name
select *
from read_parquet(getvariable('parts'))
