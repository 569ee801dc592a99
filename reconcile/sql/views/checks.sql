-- One row per check and run.
create or replace view checks as
select r.run_id, c.check_name, c.blocking, c.passed, c.offending
from check_result as c
join run as r using (run_no)
