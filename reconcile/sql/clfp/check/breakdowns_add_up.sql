-- Providers of whom a breakdown does not add up to the people counted (provider, what).
with broken_down as (
  select practitioner_number, 'age_sex' as by_what, sum(counted) as counted from age_sex group by practitioner_number
  union all
  select practitioner_number, 'communities', sum(counted) from communities group by practitioner_number
  union all
  select practitioner_number, 'facilities', sum(counted) from facilities group by practitioner_number
  union all
  select practitioner_number, 'complexity', sum(counted) from complexity group by practitioner_number
),

wanted as (
  select practitioner_number, b.by_what, counted
  from providers_counted
  cross join (
    values ('age_sex'), ('communities'), ('facilities'), ('complexity')
  ) as b (by_what)
  where counted > 0 and (b.by_what <> 'complexity' or (select given from acg_given))
)

select practitioner_number, coalesce(b.by_what, w.by_what) || ' does not add up to the people counted' as what
from wanted as w
full join broken_down as b using (practitioner_number, by_what)
where w.counted is distinct from b.counted
order by practitioner_number, what
