-- One row per attach claim that newly counts and may take its person from another provider: one claimed them before, by the date on which that takes effect, or an action restored them to one. A claim that comes later than the file is no rival in its trial.
create or replace temp table may_take as
with claimed as (
  select p.person, p.practitioner, p.effective_on, n.ordinal as came_tonight
  from passing as p
  semi join claimed_often as o on o.person = p.person
  left join new_claim as n on n.file_no = p.file_no and n.line_no = p.line_no
),

rival as (
  select person, practitioner, effective_on, came_tonight as counts_since
  from claimed
  where came_tonight is not null
  union all
  select person, practitioner, effective_on, 0
  from passing_action
  where action = 'restore'
)

select n.file_no, n.line_no, n.person
from new_claim as n
semi join rival as r
  on r.person = n.person
  and r.practitioner <> n.practitioner
  and r.effective_on <= n.effective_on
  and r.counts_since <= n.ordinal
union
select n.file_no, n.line_no, n.person
from new_claim as n
anti join with_own as w on w.file_no = n.file_no and w.line_no = n.line_no
semi join (from claimed where came_tonight is null) as r
  on r.person = n.person
  and r.practitioner <> n.practitioner
  and r.effective_on <= n.effective_on
