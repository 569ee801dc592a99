-- One row: how many conflicts pass the filters of the list, and about how many people.
select count(*) as conflicts, count(distinct c.phn) as people
from conflict as c
where ($provider::varchar is null or c.incumbent_practitioner = $provider or c.challenger_practitioner = $provider)
  and (not $open::boolean or c.resolved_on is null)
