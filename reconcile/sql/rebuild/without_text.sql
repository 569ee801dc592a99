-- One row: how many lines wait in quarantine without their text, because their file could not be read again.
select count(*) as lines
from quarantined
where state = 'waiting' and raw is null
