-- One row per area of a level, a Health Authority (one digit) or a Local Health Area (three): providers who accept, the room there, who waits and for how long, in weeks. Where no CHSA is stated the area is empty.
with level as (
  select digits from (values (1), (3)) as l (digits)
),

waiting as (
  select
    l.digits,
    coalesce(left(r.chsa, l.digits), '') as area,
    count(*) as waiting,
    quantile_disc((t.as_of - r.registered_on) // 7, 0.5) as median_weeks,
    max((t.as_of - r.registered_on) // 7) as longest_weeks
  from match_registrant as r
  anti join registrant_to_close as c using (registrant_id)
  cross join today as t
  cross join level as l
  where r.status = 'active'
  group by l.digits, area
),

room as (
  select
    l.digits,
    coalesce(left(c.chsa, l.digits), '') as area,
    count(distinct p.practitioner_number) as providers,
    count(distinct p.practitioner_number) filter (p.accepting) as accepting,
    sum(p.capacity) as room
  from provider_capacity as p
  left join clinics as c using (facility_number)
  cross join level as l
  group by l.digits, area
)

select
  digits::integer as digits,
  area,
  coalesce(r.providers, 0)::bigint as providers,
  coalesce(r.accepting, 0)::bigint as accepting,
  coalesce(r.room, 0)::bigint as room,
  coalesce(w.waiting, 0)::bigint as waiting,
  coalesce(w.median_weeks, 0)::bigint as median_weeks,
  coalesce(w.longest_weeks, 0)::bigint as longest_weeks
from waiting as w
full join room as r using (digits, area)
order by digits, waiting desc, area
