-- One row per provider and facility, counted on the as-of date. An attachment that was closed on the day it was opened counts on no day.
insert into panel
with counted as (
  select
    practitioner,
    facility,
    count(*) filter (
      status <> 'Pending'
      and valid_from <= getvariable('as_of')
      and (valid_to is null or valid_to > getvariable('as_of'))
    ) as confirmed,
    count(*) filter (
      status <> 'Pending'
      and valid_from > getvariable('as_of') - 30
      and valid_from <= getvariable('as_of')
      and valid_from is distinct from valid_to
    ) as attached_lately,
    count(*) filter (
      valid_to > getvariable('as_of') - 30
      and valid_to <= getvariable('as_of')
      and valid_from <> valid_to
    ) as lost_lately,
    count(*) filter (
      valid_to is null or (valid_to > getvariable('as_of') - 30 and valid_from <> valid_to)
    ) as listed
  from known_after
  group by practitioner, facility
),

-- People, not rows: a provider may claim the same person twice.
pending as (
  select practitioner, facility, count(distinct phn) as people
  from attachment_apart
  where known_to is null and status = 'Pending'
  group by practitioner, facility
)

select p.text, f.text, c.confirmed, coalesce(w.people, 0), c.attached_lately, c.lost_lately
from counted as c
left join pending as w on w.practitioner = c.practitioner and w.facility = c.facility
join number as p on p.code = c.practitioner
join number as f on f.code = c.facility
where c.listed > 0
