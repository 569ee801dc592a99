-- One row per line of tonight's answers.
insert into answer by name
select *
from read_parquet(getvariable('parts'))
