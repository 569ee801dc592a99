-- One row per outcome of the lines that this run took in.
select o.outcome, sum(o.lines)::bigint as lines
from submission_outcome as o
join submission as s using (file_no)
where s.run_no = getvariable('run_no')
group by o.outcome
order by lines desc, o.outcome
