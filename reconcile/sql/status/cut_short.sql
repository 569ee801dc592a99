-- One row per run that was interrupted since the newest that is done, oldest first: also those that a run recorded which was killed itself.
select run_id
from run
where state = 'interrupted' and run_no > (select coalesce(max(run_no), 0) from run where state = 'done')
order by run_no
