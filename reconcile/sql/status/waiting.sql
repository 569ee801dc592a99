-- One row per reason with lines waiting in quarantine, in a registry. A line with several reasons counts for each.
with waiting as (
  select unnest(reasons) as reason
  from quarantined
  where state = 'waiting'
)

select w.reason, count(*) as lines, coalesce(any_value(r.hint), '') as hint
from waiting as w
left join reason as r on r.code = w.reason
group by w.reason
order by lines desc, w.reason
