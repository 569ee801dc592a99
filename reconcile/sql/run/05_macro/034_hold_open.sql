-- The state after claim c opened on that day, which is told already: the others that are held are judged against it in turn.
create or replace temp macro hold_open(s, told, c, on_day) as
  list_reduce(
    s.held,
    lambda x, h: hold_judge(x, h, c, on_day),
    {
      'practitioner': c.practitioner,
      'facility': c.facility,
      'dead': s.dead,
      'held': s.held[1:0],
      'told': told
    }
  )
