-- One row per PHN that the registry has met: who is who, for those who may look.
create table identities.identities as
select distinct person_key(phn) as person_key, phn
from (
  select phn from stored_claim
  union all
  select phn from answer
  union all
  select phn from action
  union all
  select phn from persons
  union all
  select survivor_phn from persons
  union all
  select phn from coverage
  union all
  select phn from registrants
)
where person_key(phn) is not null
