-- The outcome of a death for a person in state s.
create or replace temp macro fold_death(s) as
  case when s.practitioner is null then 'no_effect' else 'deceased' end
