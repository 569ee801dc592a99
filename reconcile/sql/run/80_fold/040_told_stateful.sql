-- One row per event of a person who needs the full fold, with its outcome, in the order in which it was folded. Where claims may wait there are none: see told_waiting.
create or replace temp table told_stateful as
with history as (
  select
    person,
    list_sort(list({
      'effective_on': effective_on,
      'last': last,
      'received_at': received_at,
      'kind': kind,
      'ordinal': ordinal,
      'line_no': line_no,
      'file_no': file_no,
      'practitioner': practitioner,
      'facility': facility
    })) as events
  from event
  where not waits()
  group by person
),

folded as (
  select
    person,
    events,
    list_reduce(
      events,
      lambda s, e: fold_step(s, e),
      {'practitioner': null::integer, 'facility': null::integer, 'dead': false, 'outcomes': []::varchar[]}
    ).outcomes as outcomes
  from history
),

told as (
  select person, unnest(range(len(events))) + 1 as place, unnest(events) as e, unnest(outcomes) as outcome
  from folded
)

select
  person,
  place,
  e.effective_on as effective_on,
  e.practitioner as practitioner,
  e.facility as facility,
  e.file_no as file_no,
  e.line_no as line_no,
  e.kind = 2 as is_claim,
  outcome
from told
