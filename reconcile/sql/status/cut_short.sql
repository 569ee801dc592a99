-- One row per run that was interrupted between the run $before and the newest before it that is done, oldest first: also those that a run recorded which was killed itself.
select run_id
from run
where
    state = 'interrupted'
    and run_no < $before
    and run_no > (select coalesce(max(done.run_no), 0) from run as done where done.state = 'done' and done.run_no < $before)
order by run_no
