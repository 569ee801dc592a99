-- One row per provider and community, of format 1.
select practitioner_number, chsa, counted
from communities
order by practitioner_number, chsa
