-- One row per reason for which lines of the provider wait in quarantine. A line with several counts for each.
with waiting as (
  select unnest(q.reasons) as reason
  from quarantine as q
  where q.state = 'waiting' and q.practitioner_number = $practitioner
)

select w.reason, count(*) as lines, coalesce(any_value(r.heals), false) as heals, coalesce(any_value(r.hint), '') as hint
from waiting as w
left join reason as r on r.code = w.reason
group by w.reason
order by lines desc, w.reason
