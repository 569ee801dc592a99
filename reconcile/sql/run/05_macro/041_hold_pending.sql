-- The state after claim e that waits for an answer: as before. It is told only where it would open an attachment if it counted.
create or replace temp macro hold_pending(s, e) as {
  'practitioner': s.practitioner,
  'facility': s.facility,
  'dead': s.dead,
  'held': s.held,
  'told': if(
    s.dead or fold_attach(s, e) = 'already_attached',
    s.told,
    list_append(s.told, hold_telling(s, e, e.effective_on, 'pending', null))
  )
}
