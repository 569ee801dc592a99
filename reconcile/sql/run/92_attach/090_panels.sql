-- One row per provider and facility, counted on the as-of date. An attachment that was closed on the day it was opened counts on no day.
insert into panel
select
  practitioner_number,
  facility_number,
  count(*) filter (status = 'Confirmed'),
  count(*) filter (status = 'Pending'),
  count(*) filter (
    valid_from > getvariable('as_of') - 30
    and valid_from <= getvariable('as_of')
    and valid_from is distinct from valid_to
  ),
  count(*) filter (
    valid_to > getvariable('as_of') - 30
    and valid_to <= getvariable('as_of')
    and valid_from <> valid_to
  )
from attachment
where known_to is null
group by practitioner_number, facility_number
having count(*) filter (
  valid_to is null or (valid_to > getvariable('as_of') - 30 and valid_from <> valid_to)
) > 0
