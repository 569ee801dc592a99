-- Offending: a household that has several turns, or whose turn is for another number of people than are active in it and can be matched, or is of somebody who cannot.
-- An offending row has no line: 0, 0.
with waiting as (
  select household_id, count(*) as people, count(kept_out) as kept_out
  from match_registrant
  where status = 'active' and kept_out is distinct from 'registered_twice'
  group by household_id
)

select 0 as file_no, 0 as line_no
from match_household as h
left join waiting as w using (household_id)
where h.size is distinct from w.people or w.kept_out > 0
union all
select 0, 0
from match_household
group by household_id
having count(*) > 1
