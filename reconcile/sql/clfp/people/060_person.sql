-- One row per provider and person: counted for the provider on the day, or why not.
create temp view person as
with reasoned as (
  select
    r.phn, r.practitioner, r.facility, r.valid_from, r.valid_to, r.file_no, r.line_no, null::bigint as survivor,
    case
      when r.kind = 2 then 'pending'
      when r.kind = 4 then 'not_yet'
      when r.kind = 3 then
        case when r.close_reason in ('removed', 'superseded', 'transferred', 'deceased') then r.close_reason end
      when p.phn is null and c.persons then 'person_unknown'
      when p.deceased_on <= getvariable('as_of') then 'deceased'
      when v.phn is null and c.coverage then 'no_coverage'
      else 'counted'
    end as reason
  from person_row as r
  cross join check_on as c
  left join persons_now as p on p.phn = r.phn
  left join covered as v on v.phn = r.phn
  union all
  select phn, practitioner, null, null, null, null, null, person, 'merged'
  from merged_row
),

aged as (
  select r.*, p.sex, p.chsa, whole_years(p.birth_date, getvariable('as_of')) as age
  from reasoned as r
  left join persons_now as p on p.phn = r.phn
)

select
  n.text as practitioner_number,
  a.phn,
  person_key(a.phn) as person_key,
  f.text as facility_number,
  a.reason is not distinct from 'counted' as counted,
  a.reason,
  a.valid_from,
  a.valid_to,
  coalesce(b.name, 'not known') as age_band,
  b.age_from,
  coalesce(nullif(a.sex, ''), 'not known') as sex,
  coalesce(nullif(a.chsa, ''), 'not known') as chsa,
  person_key(a.survivor) as survivor_key,
  a.file_no,
  a.line_no
from aged as a
join number as n on n.code = a.practitioner
left join number as f on f.code = a.facility
left join age_band as b on a.age >= b.age_from and a.age <= b.age_to
