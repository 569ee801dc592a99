-- One row per provider and facility: how many people are in offers that nobody has answered yet, at least one each, and in offers that were accepted, until they are attached to somebody: those of the household who are on the list.
create or replace temp view offered_people as
with person as (
  select r.household_id, coalesce(m.person, r.phn) as phn
  from registrants_now as r
  left join survivor_now as m on m.phn = r.phn
  where r.status in ('active', 'offered')
),

offered as (
  select o.practitioner_number, o.facility_number, o.outcome, p.phn
  from offers_now as o
  left join person as p using (household_id)
  where o.outcome in ('pending', 'accepted')
),

attached as (
  select phn
  from known_after
  semi join (select phn from offered where outcome = 'accepted') as a using (phn)
  where status <> 'Pending'
    and valid_from <= getvariable('as_of')::date
    and coalesce(valid_to > getvariable('as_of')::date, true)
)

select practitioner_number, facility_number, count(*) as people
from offered
where outcome = 'pending' or (phn is not null and phn not in (select phn from attached))
group by practitioner_number, facility_number
