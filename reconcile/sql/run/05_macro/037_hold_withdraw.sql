-- The state after a removal e that ends no attachment: it takes back what its own provider has held, at the facility it names or everywhere.
create or replace temp macro hold_withdraw(s, e) as {
  'practitioner': s.practitioner,
  'facility': s.facility,
  'dead': s.dead,
  'held': list_filter(
    s.held,
    lambda h: h.practitioner <> e.practitioner or h.facility <> coalesce(e.facility, h.facility)
  ),
  'told': list_append(
    list_concat(
      s.told,
      list_transform(
        list_filter(
          s.held,
          lambda h: h.practitioner = e.practitioner and h.facility = coalesce(e.facility, h.facility)
        ),
        lambda h: hold_telling(s, h, e.effective_on, 'no_effect', 'withdrawn')
      )
    ),
    hold_telling(
      s,
      e,
      e.effective_on,
      if(
        len(list_filter(
          s.held,
          lambda h: h.practitioner = e.practitioner and h.facility = coalesce(e.facility, h.facility)
        )) > 0,
        'withdrew',
        'no_effect'
      ),
      null
    )
  )
}
