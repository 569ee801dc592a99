-- How many lines of each file had which outcome.
insert into submission_outcome
select file_no, outcome, count(*)
from verdict
group by all
union all
select file_no, if(reasons is null, 'reference', 'quarantined') as outcome, count(*)
from feed_line
group by all
