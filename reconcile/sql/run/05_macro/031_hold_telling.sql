-- What is told of line e on a day: its outcome o for a person in state s, and, where that ends a wait, why it ended.
create or replace temp macro hold_telling(s, e, on_day, o, why) as {
  'effective_on': on_day,
  'claimed_on': e.claimed_on,
  'practitioner': e.practitioner,
  'facility': e.facility,
  'file_no': e.file_no,
  'line_no': e.line_no,
  'is_claim': e.kind in (2, 5) and not e.pending,
  'outcome': o::varchar,
  'incumbent': s.practitioner,
  'incumbent_facility': s.facility,
  'why': why::varchar
}
