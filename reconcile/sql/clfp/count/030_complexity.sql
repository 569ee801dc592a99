-- One row per provider and band of complexity: people counted, and the sum of their weights.
create temp table complexity as
select practitioner_number, complexity, count(*) as counted, sum(weight)::decimal(18, 4) as weight
from people
where counted and complexity is not null
group by practitioner_number, complexity
