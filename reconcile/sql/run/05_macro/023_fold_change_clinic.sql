-- The outcome of a change of clinic e for a person in state s: only within the provider's own panel.
create or replace temp macro fold_change_clinic(s, e) as
  case
    when s.practitioner = e.practitioner and s.facility <> e.facility then 'changed_clinic'
    else 'no_effect'
  end
