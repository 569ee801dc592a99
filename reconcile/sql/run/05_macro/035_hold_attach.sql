-- The state after attach claim e: one that would take the person from another provider is held, unless a transfer covers it or it may open already.
create or replace temp macro hold_attach(s, e) as
  case
    when fold_attach(s, e) <> 'moved' then {
      'practitioner': e.practitioner,
      'facility': e.facility,
      'dead': s.dead,
      'held': s.held,
      'told': list_append(s.told, hold_telling(s, e, e.effective_on, fold_attach(s, e), null))
    }
    when e.opens_on <= e.effective_on
      or len(list_filter(
        e.covering,
        lambda t: t.from_practitioner = s.practitioner and coalesce(t.facility, s.facility) = s.facility
      )) > 0
      then hold_open(s, list_append(s.told, hold_telling(s, e, e.effective_on, 'moved', null)), e, e.effective_on)
    else {
      'practitioner': s.practitioner,
      'facility': s.facility,
      'dead': s.dead,
      'held': list_append(s.held, e),
      'told': list_append(s.told, hold_telling(s, e, e.effective_on, 'held', null))
    }
  end
