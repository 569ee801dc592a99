-- One row per person as in force: a birth year, not a date; a merged PHN names its survivor's key.
create table snapshot.persons as
select
  k.person_key,
  sk.person_key as survivor_key,
  year(p.birth_date) as birth_year,
  p.sex,
  p.chsa,
  p.coverage_from,
  p.coverage_to,
  p.deceased_on
from persons as p
left join pseudonym as k on k.phn = p.phn
left join pseudonym as sk on sk.phn = p.survivor_phn
