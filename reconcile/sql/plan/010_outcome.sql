-- One row per line of claim, answer and action whose outcome would be another than it is; before is null where the line is new.
create or replace temp table planned_outcome as
with judged as (
  from outcome_quarantined
  union all
  from outcome_nobodys_business
  union all
  from outcome_debits
  union all
  from outcome_answers
  union all
  from outcome_duplicates
  union all
  from outcome_void
  union all
  from outcome_single
  union all
  from outcome_told
  union all
  from outcome_actions
)

select j.file_no, j.line_no, v.outcome::varchar as before, j.outcome as after
from judged as j
left join verdict as v on v.file_no = j.file_no and v.line_no = j.line_no
where v.outcome::varchar is distinct from j.outcome
