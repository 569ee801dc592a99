-- What the fold says: registry actions. Removing * had an effect if anybody was removed by it. Taking back what was held (withdrew) is removing.
create or replace temp view outcome_actions as
with judged as (
  select file_no, line_no, everyone
  from acting_for_one
  union all
  select file_no, line_no, true
  from acting
  where everyone
)

select
  a.file_no,
  a.line_no,
  case
    when coalesce(bool_or(t.outcome in ('removed', 'withdrew') or e.file_no is not null), false) then 'removed'
    when a.everyone then 'no_effect'
    else any_value(t.outcome)
  end as outcome
from judged as a
left join told as t on t.file_no = a.file_no and t.line_no = a.line_no
left join removed_elsewhere as e on a.everyone and e.file_no = a.file_no and e.line_no = a.line_no
group by a.file_no, a.line_no, a.everyone
