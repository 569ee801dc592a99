-- One row per kind of change, with how many people it would happen to.
select change, count(*) as people
from planned_change
group by change
order by change
