-- One row per person with a period of MSP coverage that holds the as-of date: one of the coverage feed under any of their PHNs, or the one in their own row. A period without a start is none.
create or replace temp view covered_today as
select phn as person
from persons_now
where coverage_from <= getvariable('as_of')::date and coalesce(coverage_to >= getvariable('as_of')::date, true)
union
select coalesce(m.person, c.phn)
from coverage_now as c
left join survivor_now as m on m.phn = c.phn
where c.coverage_from <= getvariable('as_of')::date and coalesce(c.coverage_to >= getvariable('as_of')::date, true)
