-- One row per period of MSP coverage of a person.
create table snapshot.coverage as
select k.person_key, c.coverage_from, c.coverage_to
from coverage as c
left join survivor as m on m.phn = c.phn
left join pseudonym as k on k.phn = coalesce(m.person, c.phn)
