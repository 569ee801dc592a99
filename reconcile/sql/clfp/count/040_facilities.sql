-- One row per provider and facility: people counted there.
create temp table facilities as
select practitioner_number, facility_number, count(*) as counted
from people
where counted
group by practitioner_number, facility_number
