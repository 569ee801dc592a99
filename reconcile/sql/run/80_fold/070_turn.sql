-- One row per event that opened or closed an attachment, beside the next one of the same person: what the first opened, the second closed.
create or replace temp table turn as
select
  person,
  effective_on,
  practitioner,
  facility,
  file_no,
  line_no,
  is_claim,
  outcome,
  lead(effective_on) over next_turn as next_on,
  lead(outcome) over next_turn as next_outcome,
  lead(practitioner) over next_turn as next_practitioner,
  lead(facility) over next_turn as next_facility,
  lead(file_no) over next_turn as next_file_no,
  lead(line_no) over next_turn as next_line_no
from told
where outcome in ('attached', 'moved', 'changed_clinic', 'removed', 'deceased')
window next_turn as (partition by person order by place)
