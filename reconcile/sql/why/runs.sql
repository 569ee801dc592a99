-- One row per run that was done, with its day.
select run_id, as_of
from run
where state = 'done'
order by run_no
