-- The outcome of any event e for a person in state s. After a death nothing has an effect.
create or replace temp macro fold_outcome(s, e) as
  case
    when s.dead then 'no_effect'
    when e.kind = 0 then fold_remove(s, e)
    when e.kind = 1 then fold_change_clinic(s, e)
    when e.kind = 2 then fold_attach(s, e)
    when e.kind = 3 then fold_restore(s, e)
    when e.kind = 4 then fold_death(s)
  end
