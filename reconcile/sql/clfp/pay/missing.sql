-- One row per component of payment and key that is used, by anybody counted, and has no rate: not only of providers who meet every condition, so that a rate does not go missing until somebody does.
with needed as (
  select distinct 'person' as component, age_band as key from age_sex
  union all
  select distinct 'complexity', complexity from complexity
  union all
  select 'provider', '*'
)

select n.component, n.key
from needed as n
anti join rate as r on r.component = n.component and r.key in (n.key, '*')
order by n.component, n.key
