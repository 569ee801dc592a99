-- One row per provider and person whom only one of the bundles counts: in or out, and why.
create temp table change as
with both_sides as (
  select
    practitioner_number,
    person_key,
    coalesce(b.counted, false) as was,
    coalesce(a.counted, false) as now_counted,
    b.reason as reason_before,
    a.reason as reason_after,
    b.valid_from as from_before,
    a.valid_from as from_after
  from people_before as b
  full join people_after as a using (practitioner_number, person_key)
  where coalesce(b.counted, false) <> coalesce(a.counted, false)
)

select
  s.practitioner_number,
  s.person_key,
  if(s.was, 'out', 'in') as direction,
  case
    when c.only_policy then 'policy'
    when s.reason_before = 'merged' or s.reason_after = 'merged' or m.person_key is not null then 'merged'
    when s.was then
      case
        when s.reason_after is null then 'claim_no_longer_counts'
        when s.reason_after = 'pending' then if(c.waits_changed, 'policy', 'waits_again')
        when s.reason_after in ('superseded', 'transferred') then 'moved'
        when s.reason_after = 'no_coverage' then 'coverage'
        when s.reason_after = 'not_yet' and s.from_after = s.from_before then 'day_moved_back'
        when s.reason_after = 'not_yet' then if(c.waits_changed, 'policy', 'dated_later')
        else s.reason_after
      end
    when s.reason_before = 'pending' then if(c.waits_changed, 'policy', 'accepted_or_released')
    when s.reason_before = 'no_coverage' then 'coverage'
    when s.reason_before = 'person_unknown' then 'person_unknown'
    when s.from_after > c.as_of_before then 'attached_since'
    when s.reason_before = 'not_yet' then 'dated_earlier'
    when s.from_after = s.from_before and s.reason_before = 'superseded' and c.waits_changed then 'policy'
    when s.from_after = s.from_before then if(c.as_of_after < c.as_of_before, 'day_moved_back', 'ending_undone')
    when s.reason_before is null and c.as_of_after < c.as_of_before then 'otherwise'
    else 'late_claim'
  end as reason
from both_sides as s
cross join compared as c
left join merged as m
  on m.practitioner_number = s.practitioner_number and m.person_key = s.person_key and m.counted_in = if(s.was, 'before', 'after')
