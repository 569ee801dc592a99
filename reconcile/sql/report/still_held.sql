-- One row: how many files, and removals of everyone, the guard holds since an earlier run.
select count(*) as holds
from holds as h
join run as r using (run_id)
where h.state = 'waiting' and r.run_no < getvariable('run_no')
