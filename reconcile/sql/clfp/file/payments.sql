-- One row per provider paid, component and key, of format 1.
select practitioner_number, component, key, units, rate, amount
from payments
order by practitioner_number, component, key
