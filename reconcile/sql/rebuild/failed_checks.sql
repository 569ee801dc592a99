-- One row per check of a run that failed.
select c.run_no, c.check_name, c.passed, c.offending
from check_result as c
join run as r using (run_no)
where r.state = 'failed'
order by c.run_no, c.check_name
