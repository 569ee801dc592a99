-- One row per system and step of access on record: the provider's own, and those that others have done for working under them.
select
  if(a.for_practitioner = $practitioner, 'supervised', 'own') as whose,
  a.system,
  a.step,
  count(distinct a.person_id) as people,
  count(distinct a.person_id) filter (a.done_on is not null) as done,
  max(a.done_on) as newest
from access as a
where a.for_practitioner = $practitioner
  or a.person_id = $practitioner
  or a.person_id = (select p.bc_provider_id from providers as p where p.practitioner_number = $practitioner)
group by all
order by whose, a.system, a.step
