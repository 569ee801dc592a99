-- One row per health number of a list: the person it now is, what the persons feed says of them on the as-of date, and with whom they are.
with listed as (
  select distinct l.phn, coalesce(m.person, l.phn) as person
  from (select unnest($phns::bigint[]) as phn) as l
  left join survivor as m on m.phn = l.phn
),

period as (
  select l.person, p.coverage_from, p.coverage_to
  from listed as l
  join persons as p on p.phn = l.person
  where p.coverage_from is not null
  union all
  select l.person, c.coverage_from, c.coverage_to
  from listed as l
  join (
    select coalesce(m.person, c.phn) as person, c.coverage_from, c.coverage_to
    from coverage as c
    left join survivor as m on m.phn = c.phn
  ) as c on c.person = l.person
),

covered as (
  select distinct d.person
  from period as d
  cross join today as t
  where d.coverage_from <= t.as_of and coalesce(d.coverage_to >= t.as_of, true)
)

select
  l.phn,
  l.person,
  p.phn is not null as in_feed,
  p.birth_date,
  coalesce(p.deceased_on <= t.as_of, false) as deceased,
  c.person is not null as covered,
  coalesce(w.text, '') as practitioner_number,
  coalesce(f.text, '') as facility_number,
  a.valid_from as since
from listed as l
cross join today as t
left join persons as p on p.phn = l.person
left join covered as c on c.person = l.person
left join attached_today as a on a.phn = l.person
left join number as w on w.code = a.practitioner
left join number as f on f.code = a.facility
order by l.phn
