-- One row per file that a run took in: under which hash the archive must have it, and its size in bytes.
select distinct s.submission_id, s.bytes
from submission as s
join run as r using (run_no)
where r.run_id = $run::varchar
order by s.submission_id, s.bytes
