-- Providers whose payments are not of the people counted for them, or go to somebody who does not meet every condition (provider, what).
with paid as (
  select
    practitioner_number,
    coalesce(sum(units) filter (component = 'person'), 0) as people,
    coalesce(sum(units) filter (component = 'complexity'), 0) as by_complexity,
    coalesce(sum(units) filter (component = 'provider'), 0) as flat
  from payments
  group by practitioner_number
)

select practitioner_number, 'the payments are not of the people counted' as what
from (from providers_counted where eligible and (select given from rates_given)) as p
full join paid as q using (practitioner_number)
where p.counted is distinct from q.people
  or q.flat is distinct from 1
  or q.by_complexity is distinct from if((select given from acg_given), p.counted, 0)
order by practitioner_number
