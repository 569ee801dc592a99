-- The state on the day e on which a claim need wait no longer: it opens if it is held still.
create or replace temp macro hold_due(s, e) as
  case
    when len(list_filter(s.held, lambda h: h.place = e.place)) > 0
      then hold_open(s, list_append(s.told, hold_telling(s, e, e.effective_on, 'moved', e.opened_as)), e, e.effective_on)
    else s
  end
