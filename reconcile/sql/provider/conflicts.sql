-- One row per side and other provider: how many conflicts the provider has with them, how many of those are open, and the newest.
with sides as (
  select 'incumbent' as side, challenger_practitioner as other, effective_on, resolved_on
  from conflict
  where incumbent_practitioner = $practitioner
  union all
  select 'challenger', incumbent_practitioner, effective_on, resolved_on
  from conflict
  where challenger_practitioner = $practitioner
)

select side, other, count(*) as conflicts, count(*) filter (resolved_on is null) as open, max(effective_on) as newest
from sides
group by side, other
order by side desc, conflicts desc, other
