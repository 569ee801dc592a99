-- The outcome of an attach claim e for a person in state s.
create or replace temp macro fold_attach(s, e) as
  case
    when s.practitioner is null then 'attached'
    when s.practitioner <> e.practitioner then 'moved'
    when s.facility <> e.facility then 'changed_clinic'
    else 'already_attached'
  end
