-- One row per person who waits (active): what keeps them out of the pool of those who can be matched, the first that applies (null: nothing of their own), and whether their household is in it. A household is matched whole, so it waits until all its people are in the pool; somebody registered in it twice is one of them.
create or replace temp table match_pool as
with handed_over as (
  select distinct p.phn as person
  from transfer_person_after as p
  join transfer_counted as c using (transfer_id)
  where c.state = 'open' and p.disposition in ('awaiting', 'refused')
),

offered as (
  select household_id, bool_or(outcome = 'pending') as pending
  from offer_open
  group by household_id
),

kept_out as (
  select
    r.registrant_id,
    r.household_id,
    r.registration > 1 and r.first_household = r.household_id and r.first_status = 'active' as listed_twice,
    case
      when r.deceased then 'deceased'
      when r.registration > 1 then 'registered_twice'
      when r.practitioner_number is not null and not r.attached_but_leaving and not r.provider_left then 'attached'
      when h.person is not null then 'in_transfer'
      when o.pending then 'offer_pending'
      when o.household_id is not null then 'offer_accepted'
    end as kept_out
  from waiting_registrant as r
  left join handed_over as h using (person)
  left join offered as o using (household_id)
  where r.status = 'active'
)

select
  registrant_id,
  household_id,
  kept_out,
  bool_and(kept_out is null or (kept_out = 'registered_twice' and listed_twice)) over (partition by household_id) as in_pool
from kept_out
