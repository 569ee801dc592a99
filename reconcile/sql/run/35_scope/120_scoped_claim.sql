-- One row per claim line taken in earlier that is judged tonight, as it is stored. A line that belongs to no person and no named claim key always is: they are few.
create or replace temp table scoped_claim as
select c.*
from stored_claim as c
left join survivor_now as m on m.phn = c.phn
left join named_key as k on k.key = claim_key(c.data_centre, c.sequence)
where coalesce(m.person, c.phn) in (select node from scope)
  or k.key in (select node from scope)
  or (c.phn is null and k.key is null)
