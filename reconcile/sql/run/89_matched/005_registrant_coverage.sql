-- One row per person on the Health Connect Registry with any period of MSP coverage, of the coverage feed under any of their PHNs or in their own row: whether one holds the as-of date, and when the last ends. A period without a start is none.
-- Who waits is asked for in each of the two feeds: of both together the engine would take everybody first.
create or replace temp view registrant_coverage as
with own as (
  select p.phn as person, p.coverage_from, p.coverage_to
  from persons_now as p
  semi join waiting_registrant as w on w.person = p.phn
  where p.coverage_from is not null
),

elsewhere as (
  select coalesce(m.person, c.phn) as person, c.coverage_from, c.coverage_to
  from coverage_now as c
  left join survivor_now as m on m.phn = c.phn
),

period as (
  select * from own
  union all
  select * from elsewhere semi join waiting_registrant using (person)
)

select
  person,
  bool_or(coverage_from <= getvariable('as_of')::date and coalesce(coverage_to >= getvariable('as_of')::date, true)) as covered,
  max(coverage_to) as ended_on
from period
group by person
