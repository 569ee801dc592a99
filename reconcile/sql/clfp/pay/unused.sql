-- One row per rate that nothing uses.
with needed as (
  select distinct 'person' as component, age_band as key from age_sex
  union all
  select distinct 'complexity', complexity from complexity
  union all
  select 'provider', '*'
)

select r.component, r.key
from rate as r
anti join needed as n on n.component = r.component and n.key = r.key
where r.key <> '*'
  or not exists (
    select 1
    from needed as m
    anti join rate as q on q.component = m.component and q.key = m.key and q.key <> '*'
    where m.component = r.component
  )
order by r.component, r.key
