-- One row per run that is done, the oldest first.
select run_no, run_id, registry_digest, attachments
from run
where state = 'done'
order by run_no
