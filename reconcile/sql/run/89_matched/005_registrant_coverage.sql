-- One row per person on the Health Connect Registry with any period of MSP coverage, of the coverage feed under any of their PHNs or in their own row: whether one holds the as-of date, and when the last ends. A period without a start is none.
create or replace temp view registrant_coverage as
with period as (
  select phn as person, coverage_from, coverage_to
  from persons_now
  where coverage_from is not null
  union all
  select coalesce(m.person, c.phn), c.coverage_from, c.coverage_to
  from coverage_now as c
  left join survivor_now as m on m.phn = c.phn
)

select
  person,
  bool_or(coverage_from <= getvariable('as_of')::date and coalesce(coverage_to >= getvariable('as_of')::date, true)) as covered,
  max(coverage_to) as ended_on
from period
semi join waiting_registrant using (person)
group by person
