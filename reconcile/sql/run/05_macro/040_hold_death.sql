-- The state after a death e: what is held will never open.
create or replace temp macro hold_death(s, e) as {
  'practitioner': null::integer,
  'facility': null::integer,
  'dead': true,
  'held': s.held[1:0],
  'told': list_append(
    list_concat(
      s.told,
      list_transform(s.held, lambda h: hold_telling(s, h, e.effective_on, 'no_effect', 'deceased'))
    ),
    hold_telling(s, e, e.effective_on, fold_death(s), null)
  )
}
