-- One row per provider and band of complexity, of format 1.
select practitioner_number, complexity, counted, weight
from complexity
order by practitioner_number, complexity
