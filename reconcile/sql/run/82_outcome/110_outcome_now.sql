-- One row per line of claim, answer, action and decision, with its one outcome and whether the attachment it opened stands apart. The parts have no line in common.
-- Left out are the claims that attach somebody to whom nothing else ever happened: nearly all, and any attach claim not named here is one.
create or replace temp table outcome_now as
with outcome as (
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
  from outcome_pending
  union all
  from outcome_guarded
  union all
  from outcome_single
  union all
  from outcome_told
  union all
  from outcome_actions
  union all
  from outcome_decisions
)

select
  o.file_no,
  o.line_no,
  o.outcome::outcome as outcome,
  o.outcome in ('attached', 'moved', 'changed_clinic') and a.file_no is null as whole -- the claim tells its attachment whole
from outcome as o
left join apart as a on a.file_no = o.file_no and a.line_no = o.line_no
