-- The state after event e had outcome o: who the person is with, whether they live, and every outcome so far.
create or replace temp macro fold_state(s, e, o) as {
  'practitioner': case
    when o in ('attached', 'moved', 'changed_clinic') then e.practitioner
    when o in ('removed', 'deceased') then null
    else s.practitioner
  end,
  'facility': case
    when o in ('attached', 'moved', 'changed_clinic') then e.facility
    when o in ('removed', 'deceased') then null
    else s.facility
  end,
  'dead': s.dead or e.kind = 4,
  'outcomes': list_append(s.outcomes, o)
}
