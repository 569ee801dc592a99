-- One row per reason for which lines would enter quarantine, or wait there for it from now on, with what to do about it.
with entered as (
  select unnest(list_filter(reasons, lambda r: not coalesce(before in ('waiting', 'discarded') and list_contains(reasons_before, r), false))) as reason
  from planned_quarantine
)

select e.reason, count(*) as lines, any_value(coalesce(r.hint, '')) as hint
from entered as e
left join reason as r on r.code = e.reason
group by e.reason
order by lines desc, e.reason
