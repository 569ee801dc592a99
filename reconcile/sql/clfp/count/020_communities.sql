-- One row per provider and community (CHSA) where people counted live.
create temp table communities as
select practitioner_number, chsa, count(*) as counted
from people
where counted
group by practitioner_number, chsa
