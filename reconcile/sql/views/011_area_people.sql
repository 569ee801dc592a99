-- One row per CHSA: the people who live there and are attached, and those who are alive, covered by MSP and attached to nobody.
create or replace view area_people as
with covered as (
  select p.phn as person
  from persons as p
  cross join today as t
  where p.coverage_from <= t.as_of and coalesce(p.coverage_to >= t.as_of, true)
  union
  select coalesce(m.person, c.phn)
  from coverage as c
  cross join today as t
  left join survivor as m on m.phn = c.phn
  where c.coverage_from <= t.as_of and coalesce(c.coverage_to >= t.as_of, true)
),

person as (
  select p.chsa, a.phn is not null as attached, c.person is not null as covered
  from persons as p
  cross join today as t
  anti join survivor as m on m.phn = p.phn
  left join attached_today as a on a.phn = p.phn
  left join covered as c on c.person = p.phn
  where coalesce(p.deceased_on > t.as_of, true)
)

select chsa, count(*) filter (attached) as attached, count(*) filter (not attached and covered) as unattached
from person
group by chsa
