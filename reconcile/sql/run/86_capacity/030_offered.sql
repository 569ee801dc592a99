-- One row per provider and facility: how many people are in open offers; at least one in each that nobody has answered yet.
create or replace temp view offered_people as
select practitioner_number, facility_number, count(*) as people
from offer_open
group by practitioner_number, facility_number
