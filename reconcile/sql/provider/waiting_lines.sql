-- One row: how many lines of the provider wait in quarantine.
select count(*) as lines
from quarantine
where state = 'waiting' and practitioner_number = $practitioner
