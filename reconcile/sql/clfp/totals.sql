-- One row: providers, those who meet every condition, people counted, rows of people not counted, and different people in all of them.
select
  count(*) as providers,
  count(*) filter (eligible) as eligible,
  coalesce(sum(counted), 0)::bigint as counted,
  coalesce(sum(people - counted), 0)::bigint as not_counted,
  (select count(distinct person_key) from people) as different_people
from providers_counted
