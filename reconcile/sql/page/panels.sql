-- One row per provider and facility among those whose panel grew most in a run, and among those whose shrank most: people before and after, who came and who left; and how many panels went the same way.
with moved as (
  select
    practitioner,
    facility,
    coalesce(sum(people) filter (direction = 'in'), 0) as came,
    coalesce(sum(people) filter (direction = 'out'), 0) as gone
  from panel_flow_part
  where run_no = $run_no::integer
  group by practitioner, facility
),

placed as (
  select
    *,
    came > gone as grew,
    count(*) over (partition by came > gone) as alike,
    row_number() over (partition by came > gone order by abs(came - gone) desc, practitioner, facility) as place
  from moved
  where came <> gone
),

shown as (
  select *
  from placed
  where place <= $most::integer
),

opened as (
  select p.practitioner, p.facility, sum(if(p.direction = 'in', p.people, -p.people)) as opening
  from panel_flow_part as p
  semi join shown as s on s.practitioner = p.practitioner and s.facility = p.facility
  where p.run_no < $run_no::integer
  group by p.practitioner, p.facility
)

select
  p.text as practitioner_number,
  f.text as facility_number,
  coalesce(c.clinic_name, '') as clinic_name,
  coalesce(o.opening, 0)::bigint as opening,
  s.came::bigint as came,
  s.gone::bigint as gone,
  s.alike::bigint as alike
from shown as s
join number as p on p.code = s.practitioner
join number as f on f.code = s.facility
left join opened as o on o.practitioner = s.practitioner and o.facility = s.facility
left join clinics as c on c.facility_number = f.text
order by s.grew desc, s.place
