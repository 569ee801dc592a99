-- One row per run that was done, the oldest first, with when it ended; where nobody noted that, when it began.
select run_no, run_id, coalesce(ended_at, started_at) as ended_at
from run
where state = 'done'
order by run_no
