-- One row per reason with lines waiting in quarantine, in a snapshot. A line with several reasons counts for each.
with waiting as (
  select unnest(reasons) as reason
  from quarantine
  where state = 'waiting'
)

select reason, count(*) as lines, '' as hint
from waiting
group by reason
order by lines desc, reason
