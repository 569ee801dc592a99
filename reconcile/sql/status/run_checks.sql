-- One row per check of a run.
select c.check_name, c.passed, c.offending
from check_result as c
join run as r using (run_no)
where r.run_id = $run::varchar
order by c.check_name
