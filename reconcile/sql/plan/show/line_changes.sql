-- One row per kind of change of a line that was judged before, with how many lines it would happen to.
select change, count(*) as lines
from planned_line
where before is not null
group by change
order by change
