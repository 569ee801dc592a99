-- One row: the newest run that was done, and the digest of its registry; none before the first.
select run_id, registry_digest
from run
where state = 'done'
order by run_no desc
limit 1
