-- The state after a removal e: when it ends the attachment, the earliest held claim opens on the same day.
create or replace temp macro hold_remove(s, e) as
  case
    when fold_remove(s, e) = 'no_effect' then hold_withdraw(s, e)
    when len(s.held) = 0 then {
      'practitioner': null::integer,
      'facility': null::integer,
      'dead': s.dead,
      'held': s.held,
      'told': list_append(s.told, hold_telling(s, e, e.effective_on, 'removed', null))
    }
    else hold_open(
      s,
      list_concat(
        s.told,
        [
          hold_telling(s, e, e.effective_on, 'removed', null),
          hold_telling(s, s.held[1], e.effective_on, 'attached', 'ended')
        ]
      ),
      s.held[1],
      e.effective_on
    )
  end
