-- One row per line of tonight's claims.
insert into claim by name
select *
from read_parquet(getvariable('parts'))
