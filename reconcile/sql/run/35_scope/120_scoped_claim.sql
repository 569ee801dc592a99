-- One row per claim line taken in earlier that is judged tonight, as it is stored. A claim or debit request that belongs to no person and no named claim key always is: they are few. Of claims with other fee items nothing later changes what is said.
create or replace temp table scoped_claim as
select c.*
from stored_claim as c
left join survivor_now as m on m.phn = c.phn
left join named_key as k on k.key = claim_key(c.data_centre, c.sequence)
where coalesce(m.person, c.phn) in (select node from scope)
  or k.key in (select node from scope)
  or (c.event in ('attach', 'debit') and c.phn is null and k.key is null)
  or (c.file_no, c.line_no) in (from decision_heard)
