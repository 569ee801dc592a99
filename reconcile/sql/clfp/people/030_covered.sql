-- One row per person of these whom a period of MSP coverage covers on the day: one of the coverage feed under any PHN of theirs, or the one in their own row.
-- A period without a start is none; a missing end is open; both ends are in it.
create temp table covered as
with period as (
  select coalesce(m.person, c.phn) as person, c.coverage_from, c.coverage_to
  from coverage_now as c
  left join survivor_now as m on m.phn = c.phn
  union all
  select phn, coverage_from, coverage_to
  from persons_now
)

select distinct person as phn
from period
where coverage_from <= getvariable('as_of') and getvariable('as_of') <= coalesce(coverage_to, getvariable('as_of'))
