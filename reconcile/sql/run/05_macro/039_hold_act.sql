-- The state after a restore or a change of clinic e had outcome o.
create or replace temp macro hold_act(s, e, o) as {
  'practitioner': if(o = 'no_effect', s.practitioner, e.practitioner),
  'facility': if(o = 'no_effect', s.facility, e.facility),
  'dead': s.dead,
  'held': s.held,
  'told': list_append(s.told, hold_telling(s, e, e.effective_on, o, null))
}
