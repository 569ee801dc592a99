-- One row per provider and facility: how many people are in offers that nobody has answered yet: those of the household who still wait, at least one.
create or replace temp view offered_people as
with household as (
  select household_id, count(*) as people
  from registrants_now
  where status in ('active', 'offered')
  group by household_id
)

select o.practitioner_number, o.facility_number, sum(coalesce(h.people, 1)) as people
from offers_now as o
left join household as h using (household_id)
where o.outcome = 'pending'
group by o.practitioner_number, o.facility_number
