-- One row per CHSA: the people who live there and are attached, and those who are alive, covered by MSP and attached to nobody.
create or replace view area_people as
with person as materialized (
  select
    p.phn,
    p.chsa,
    a.phn is not null as attached,
    coalesce(p.coverage_from <= t.as_of and coalesce(p.coverage_to >= t.as_of, true), false) as covered
  from persons as p
  cross join today as t
  anti join survivor as m on m.phn = p.phn
  left join attached_today as a on a.phn = p.phn
  where coalesce(p.deceased_on > t.as_of, true)
),

-- Only of whom the person's own row does not cover is the coverage feed asked: nearly everybody's does.
covered_elsewhere as (
  select distinct coalesce(m.person, c.phn) as phn
  from coverage as c
  cross join today as t
  left join survivor as m on m.phn = c.phn
  where c.coverage_from <= t.as_of and coalesce(c.coverage_to >= t.as_of, true)
),

counted as (
  select chsa, count(*) filter (attached) as attached, count(*) filter (not attached and covered) as unattached
  from person
  group by chsa
  union all
  select p.chsa, 0, count(*)
  from person as p
  semi join covered_elsewhere as c on c.phn = p.phn
  where not p.attached and not p.covered
  group by p.chsa
)

select chsa, sum(attached)::bigint as attached, sum(unattached)::bigint as unattached
from counted
group by chsa
