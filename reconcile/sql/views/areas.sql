-- One row per CHSA, Local Health Area and Health Authority: the people who live there, with and without a provider, those who wait, and the room, the providers and the teams that are there. Where no CHSA is stated the area is null.
create or replace view areas as
with level as (
  select * from (values ('CHSA', 4), ('Local Health Area', 3), ('Health Authority', 1)) as l (level, digits)
),

people as (
  select chsa, attached, unattached, 0 as waiting, 0 as capacity from area_people
  union all
  select r.chsa, 0, 0, count(*), 0
  from match_registrant as r
  anti join registrant_to_close as c using (registrant_id)
  where r.status = 'active'
  group by r.chsa
  union all
  select c.chsa, 0, 0, 0, sum(p.capacity)
  from provider_capacity as p
  left join clinics as c using (facility_number)
  group by c.chsa
),

summed as (
  select
    l.level,
    left(p.chsa, l.digits) as area,
    sum(p.attached) as attached,
    sum(p.unattached) as unattached,
    sum(p.waiting) as waiting,
    sum(p.capacity) as capacity
  from people as p
  cross join level as l
  group by all
),

provider as (
  select l.level, left(p.chsa, l.digits) as area, count(distinct p.practitioner_number) as providers
  from area_provider as p
  cross join level as l
  group by all
),

profession as (
  select l.level, left(m.chsa, l.digits) as area, m.profession, count(distinct m.person_id) as members
  from area_member as m
  cross join level as l
  group by all
),

team as (
  select level, area, sum(members) as members, string_agg(profession || ' ' || members, ', ' order by members desc, profession) as team
  from profession
  group by level, area
),

named as (
  select level, area from summed
  union
  select level, area from provider
  union
  select level, area from team
)

select
  n.level,
  n.area,
  coalesce(s.attached, 0)::bigint as attached,
  coalesce(s.unattached, 0)::bigint as unattached,
  coalesce(s.waiting, 0)::bigint as waiting,
  coalesce(s.capacity, 0)::bigint as capacity,
  coalesce(p.providers, 0)::bigint as providers,
  coalesce(t.members, 0)::bigint as team_members,
  t.team
from named as n
left join summed as s on s.level = n.level and s.area is not distinct from n.area
left join provider as p on p.level = n.level and p.area is not distinct from n.area
left join team as t on t.level = n.level and t.area is not distinct from n.area
