-- One row per person on the Health Connect Registry who has not been in contact for as many days as the policy allows: since when, and what there is to tell them.
create or replace temp table match_contact_due as
with answered as (
  select household_id, max(coalesce(decided_on, offered_on)) as returned_on
  from offers_now
  where outcome not in ('pending', 'accepted')
  group by household_id
),

open_offer as (
  select household_id, bool_or(outcome = 'pending') as pending
  from offer_open
  group by household_id
),

proposed as (
  select h.household_id
  from match_turn as t
  join match_household_now as h using (place)
  where t.room is not null
)

select
  r.registrant_id,
  r.last_contact_on,
  coalesce(r.last_contact_on, r.registered_on) + getvariable('match_contact_days')::integer as due_on,
  case
    when w.pending then 'offered'
    when w.household_id is not null then 'accepted, to be attached'
    when p.household_id is not null then 'proposed'
    when o.returned_on >= coalesce(r.last_contact_on, r.registered_on) then 'returned to the list'
    else 'still waiting'
  end as tell
from waiting_registrant as r
left join answered as o using (household_id)
left join open_offer as w using (household_id)
left join proposed as p using (household_id)
anti join match_to_close as c using (registrant_id)
where coalesce(r.last_contact_on, r.registered_on) + getvariable('match_contact_days')::integer <= getvariable('as_of')::date
