-- One row: providers, those who meet every condition, people counted and rows of people not counted.
select
  count(*) as providers,
  count(*) filter (eligible) as eligible,
  coalesce(sum(counted), 0)::bigint as counted,
  coalesce(sum(people - counted), 0)::bigint as not_counted
from providers_counted
