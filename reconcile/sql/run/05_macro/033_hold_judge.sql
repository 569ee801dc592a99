-- The state after claim h, held until now, is judged against claim c, which has just opened on that day. What the same provider claimed before c says nothing more; what it claimed after c is folded; another provider's stays held.
create or replace temp macro hold_judge(s, h, c, on_day) as
  case
    when h.place = c.place then s
    when h.practitioner = s.practitioner then {
      'practitioner': s.practitioner,
      'facility': if(h.place > c.place, h.facility, s.facility),
      'dead': s.dead,
      'held': s.held,
      'told': list_append(
        s.told,
        hold_telling(s, h, on_day, if(h.place < c.place, 'already_attached', fold_attach(s, h)), 'settled')
      )
    }
    else {
      'practitioner': s.practitioner,
      'facility': s.facility,
      'dead': s.dead,
      'held': list_append(s.held, h),
      'told': list_append(s.told, hold_telling(s, h, on_day, 'held', null))
    }
  end
