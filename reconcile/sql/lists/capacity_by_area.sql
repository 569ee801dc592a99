-- One row per area of as many digits (four: CHSA, three: Local Health Area, one: Health Authority): the room there. Where the clinic's CHSA is not known the area is null.
select
  left(chsa, $digits::integer) as area,
  count(distinct practitioner_number) as providers_with_preference,
  count(distinct practitioner_number) filter (accepting) as accepting,
  sum(panel)::bigint as panel,
  sum(pending)::bigint as pending,
  sum(capacity)::bigint as capacity
from capacity
group by area
order by area nulls last
limit $limit
