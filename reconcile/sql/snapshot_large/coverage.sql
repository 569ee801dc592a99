-- One row per period of MSP coverage of a person.
insert into snapshot.coverage
select person_key(coalesce(m.person, c.phn)) as person_key, c.coverage_from, c.coverage_to
from coverage as c
left join survivor as m on m.phn = c.phn
