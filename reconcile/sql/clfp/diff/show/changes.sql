-- One row per provider, direction and reason: how many people.
select practitioner_number, direction, reason, count(*) as people
from change
group by practitioner_number, direction, reason
order by practitioner_number, direction, reason
