-- The outcome of a removal e for a person in state s: at the facility it names, or everywhere.
create or replace temp macro fold_remove(s, e) as
  case
    when s.practitioner = e.practitioner and s.facility = coalesce(e.facility, s.facility) then 'removed'
    else 'no_effect'
  end
