-- One row per run that was done, the oldest first: its number, id and day, when it ended, and under which policy it judged.
select run_no, run_id, as_of, coalesce(ended_at, started_at) as ended_at, policy_version
from run
where state = 'done'
order by run_no
