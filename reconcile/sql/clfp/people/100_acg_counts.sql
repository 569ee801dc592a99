-- One row: how many people counted have a line in the ACG file, how many have none, and how many lines are about nobody counted.
select
  count(*) filter (p.counted and a.person_key is not null) as with_line,
  count(*) filter (p.counted and a.person_key is null) as without_line,
  (select count(*) from acg_person where person_key not in (select person_key from people where counted)) as about_others
from people as p
left join (select distinct person_key from acg_person) as a using (person_key)
