-- One row: the newest run that is done.
select run_id, as_of, policy_version
from run
where state = 'done'
order by run_no desc
limit 1
