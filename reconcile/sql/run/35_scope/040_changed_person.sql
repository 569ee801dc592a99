-- One row per PHN of which a feed says tonight what it did not say before, and per PHN that stands for another person than before; as the PHN, as the person it was, and as the person it is.
create or replace temp table changed_person as
with changed as (
  select n.phn
  from newer_persons as n
  left join persons as f on f.phn = n.phn
  where f.phn is null
    or n.survivor_phn is distinct from f.survivor_phn
    or n.coverage_from is distinct from f.coverage_from
    or n.coverage_to is distinct from f.coverage_to
    or n.deceased_on is distinct from f.deceased_on
  union
  select n.phn
  from newer_coverage as n
  left join coverage as f on f.phn = n.phn and f.coverage_from = n.coverage_from
  where f.phn is null or n.coverage_to is distinct from f.coverage_to
  union
  select coalesce(n.phn, b.phn)
  from survivor_now as n
  full join survivor as b on b.phn = n.phn
  where n.person is distinct from b.person
)

select phn
from changed
union
select b.person
from changed as c
join survivor as b on b.phn = c.phn
union
select n.person
from changed as c
join survivor_now as n on n.phn = c.phn
