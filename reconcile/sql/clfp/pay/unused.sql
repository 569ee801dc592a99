-- One row per rate that nothing uses.
with needed as (
  select distinct 'person' as component, age_band as key from age_sex
  union all
  select distinct 'complexity', complexity from complexity
  union all
  select 'provider', '*'
),

taken as (
  select n.component, coalesce(r.key, '*') as key
  from needed as n
  left join rate as r on r.component = n.component and r.key = n.key
)

select component, key
from rate
anti join taken using (component, key)
order by component, key
