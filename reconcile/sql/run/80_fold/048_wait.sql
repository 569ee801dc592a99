-- One row per thing told of a line of a person who needs the fold where claims may wait, in the order in which it was folded. Of a claim that waited several things are told; its outcome is the last (final).
insert into told_waiting
with history as (
  select
    person,
    list_sort(list({
      'effective_on': effective_on,
      'part': part,
      'place': place,
      'kind': kind,
      'practitioner': practitioner,
      'facility': facility,
      'file_no': file_no,
      'line_no': line_no,
      'claimed_on': claimed_on,
      'pending': pending,
      'opens_on': opens_on,
      'opened_as': opened_as,
      'covering': covering
    })) as events
  from waiting_event
  group by person
),

folded as (
  select person, list_reduce(events, lambda s, e: hold_step(s, e), hold_start(events)).told as told
  from history
),

told as (
  select person, unnest(range(len(told))) + 1 as place, unnest(told) as t
  from folded
)

select
  person,
  place,
  t.effective_on as effective_on,
  t.claimed_on as claimed_on,
  t.practitioner as practitioner,
  t.facility as facility,
  t.file_no as file_no,
  t.line_no as line_no,
  t.is_claim as is_claim,
  t.outcome as outcome,
  t.incumbent as incumbent,
  t.incumbent_facility as incumbent_facility,
  lead(t.outcome) over told_of_line as next_outcome,
  lead(t.why) over told_of_line as ended_as,
  lead(t.effective_on) over told_of_line as ended_on,
  lead(t.outcome) over told_of_line is null as final
from told
window told_of_line as (partition by person, t.file_no, t.line_no order by place)
