-- One row per line of the ACG file, with the pseudonym of the person it is about today: the survivor's, where numbers were merged.
create temp table acg_person as
with merged as (
  select person_key(phn) as merged_key, person_key(person) as person_key
  from survivor_now
)

select
  a.line_no,
  coalesce(m.person_key, a.written_key) as person_key,
  a.band,
  a.weight
from (
  select line_no, coalesce(person_key::uuid, person_key(phn)) as written_key, band, weight
  from acg_line
) as a
left join merged as m on m.merged_key = a.written_key
