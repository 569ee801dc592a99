-- Whoever acted was neither the provider nor a delegate whose endorsement held that day and was confirmed by then.
-- Somebody who acts as another provider is refused even while the endorsements feed is empty: that needs no feed.
create or replace temp view reason_actor_not_endorsed as
select a.file_no, a.line_no, 'actor_not_endorsed' as reason
from action_line as a
where (a.actor_role = 'provider' and a.actor_id <> coalesce(a.practitioner_number, ''))
  or (
    a.actor_role = 'delegate'
    and a.actor_id is not null
    and a.effective_on is not null
    and (select endorsements from feed_present)
    and not exists (
      select 1
      from endorsements_now as e
      where e.delegate_id = a.actor_id
        and e.practitioner_number = a.practitioner_number
        and e.endorsed_from <= a.effective_on
        and coalesce(e.endorsed_to, 'infinity'::date) >= a.effective_on
        and e.confirmed_on <= a.effective_on
    )
  )
