-- One row per period of MSP coverage of a person who is told anew: as in snapshot_large/coverage.
insert into snapshot.coverage
with period as (
  select coalesce(m.person, c.phn) as person, c.coverage_from, c.coverage_to
  from coverage as c
  left join survivor as m on m.phn = c.phn
)

select a.person_key, p.coverage_from, p.coverage_to
from period as p
join person_again as a on a.phn = p.person
