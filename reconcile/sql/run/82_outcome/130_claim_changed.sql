-- One row per claim taken in earlier that has another outcome tonight, or whose attachment stands apart and did not, or the other way round: as it was, and as it now is.
create or replace temp table claim_changed as
with now as (
  select
    c.file_no,
    c.line_no,
    c.outcome as outcome_before,
    c.known_from as known_before,
    if(c.event = 'attach', coalesce(o.outcome, 'attached'), o.outcome) as outcome,
    c.event = 'attach' and coalesce(o.whole, true) as whole
  from stored_judged as c
  left join outcome_now as o using (file_no, line_no)
)

select
  file_no,
  line_no,
  outcome_before,
  outcome,
  known_before,
  if(whole, coalesce(known_before, getvariable('run_no')), null) as known_from
from now
where outcome is distinct from outcome_before
  or (known_before is not null) <> whole
