-- One row: the newest run that is done, its as-of date and its lines; none before the first.
select run_no, run_id, as_of, lines
from run
where state = 'done'
order by run_no desc
limit 1
