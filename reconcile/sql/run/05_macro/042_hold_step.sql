-- One step of the fold where claims may wait: state s, then event e, gives the next state. Kinds as in event; 5 is the day on which a held claim need wait no longer.
create or replace temp macro hold_step(s, e) as
  case
    when e.pending then hold_pending(s, e)
    when e.kind = 5 then hold_due(s, e)
    when s.dead then hold_act(s, e, 'no_effect')
    when e.kind = 0 then hold_remove(s, e)
    when e.kind = 1 then hold_act(s, e, fold_change_clinic(s, e))
    when e.kind = 2 then hold_attach(s, e)
    when e.kind = 3 then hold_act(s, e, fold_restore(s, e))
    when e.kind = 4 then hold_death(s, e)
  end
