-- One row per provider and person, with the complexity of those counted where an ACG file is given.
create temp table people as
with complexity as (
  select person_key, any_value(band) as band, any_value(weight) as weight
  from acg_person
  group by person_key
)

select
  p.*,
  case when p.counted and (select given from acg_given) then coalesce(c.band, 'none') end as complexity,
  case when p.counted then c.weight end as weight
from person as p
left join complexity as c using (person_key)
