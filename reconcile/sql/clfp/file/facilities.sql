-- One row per provider and facility, of format 1.
select practitioner_number, facility_number, counted
from facilities
order by practitioner_number, facility_number
