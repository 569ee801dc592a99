-- One row: lines waiting in quarantine, in a registry or a snapshot, each once.
select count(*) as lines
from quarantine
where state = 'waiting'
