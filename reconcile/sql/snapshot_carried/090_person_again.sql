-- One row per person key whose row or whose coverage comes from what arrived tonight, or that stands for another person than before.
create or replace temp table person_again as
with again as (
  select phn from newer_persons
  union
  select phn from changed_person
  union
  select coalesce(m.person, c.phn)
  from newer_coverage as c
  left join survivor as m on m.phn = c.phn
)

select phn, person_key(phn) as person_key
from again
