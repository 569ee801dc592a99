-- The outcome of a restore e for a person in state s: only who has no provider can be restored to one.
create or replace temp macro fold_restore(s, e) as
  case when s.practitioner is null then 'attached' else 'no_effect' end
