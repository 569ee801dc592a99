-- One row per facility where a provider has a preference: the room there.
select
  facility_number,
  any_value(chsa) as chsa,
  count(*) as providers_with_preference,
  count(*) filter (accepting) as accepting,
  sum(panel)::bigint as panel,
  sum(pending)::bigint as pending,
  sum(capacity)::bigint as capacity
from capacity
group by facility_number
order by facility_number
limit $limit
