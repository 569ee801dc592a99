-- One row per outcome that lines of the files in the inbox would have.
select outcome, count(*) as lines
from (
  select after as outcome from planned_outcome where before is null
  union all
  select if(reasons is null, 'reference', 'quarantined') from tonight_feed_line
)
group by outcome
order by lines desc, outcome
