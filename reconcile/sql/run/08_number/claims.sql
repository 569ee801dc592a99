-- One row per number that tonight's claims are the first to write.
insert into tonight_number
with met as (
  select practitioner_number as text
  from read_parquet(getvariable('parts'))
  union all
  select facility_number
  from read_parquet(getvariable('parts'))
  union all
  select data_centre
  from read_parquet(getvariable('parts'))
  union all
  select target_data_centre
  from read_parquet(getvariable('parts'))
)

select
  (select coalesce(max(code), 0) from number_now) + row_number() over (order by text),
  text
from (select distinct text from met)
where text is not null and text not in (select text from number_now)
