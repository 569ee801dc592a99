-- One row: the newest run that was done, and the day that its counts are for.
select run_id, as_of
from run
where state = 'done'
order by run_no desc
limit 1
