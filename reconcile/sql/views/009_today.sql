-- One row: the as-of date of the newest run that is done.
create or replace view today as
select arg_max(as_of, run_no) as as_of
from run
where state = 'done'
