-- One row per person that is told anew: as in snapshot_large/persons.
insert into snapshot.persons
select
  person_key(p.phn) as person_key,
  person_key(p.survivor_phn) as survivor_key,
  year(p.birth_date) as birth_year,
  p.sex,
  p.chsa,
  p.coverage_from,
  p.coverage_to,
  p.deceased_on
from persons as p
semi join person_again using (phn)
