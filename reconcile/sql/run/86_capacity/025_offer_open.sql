-- One row per offer that is open and person of its household who is on the list (null: nobody is): one that nobody has answered yet, or one that was accepted, for whoever has not been attached since. Who registered after the acceptance waits for another.
create or replace temp table offer_open as
with person as (
  select r.household_id, r.registered_on, coalesce(m.person, r.phn) as phn
  from registrants_now as r
  left join survivor_now as m on m.phn = r.phn
  where r.status in ('active', 'offered')
),

offer as (
  select household_id, practitioner_number, facility_number, outcome, coalesce(decided_on, offered_on) as accepted_on
  from offers_now
  where outcome in ('pending', 'accepted')
),

attached as (
  select k.phn, max(k.valid_from) as attached_on
  from known_after as k
  semi join (
    select p.phn from person as p semi join (from offer where outcome = 'accepted') as o using (household_id)
  ) as p using (phn)
  where k.status <> 'Pending' and k.valid_from is distinct from k.valid_to and k.valid_from <= getvariable('as_of')::date
  group by k.phn
)

select o.household_id, o.practitioner_number, o.facility_number, o.outcome, p.phn
from offer as o
left join person as p using (household_id)
where o.outcome = 'pending'
union all
select o.household_id, o.practitioner_number, o.facility_number, o.outcome, p.phn
from offer as o
join person as p using (household_id)
left join attached as a using (phn)
where o.outcome = 'accepted'
  and p.registered_on <= o.accepted_on
  and coalesce(a.attached_on < o.accepted_on, true)
