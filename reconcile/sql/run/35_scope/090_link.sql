-- One row per two things that are judged together or not at all, either way round: a person and the named key of a claim about them; a debit request and the key that it names.
create or replace temp table link as
with linked as (
  select person as node, key as other
  from claim_node
  where person is not null and key is not null
  union all
  select node, target
  from debit_node
  where node is not null
)

select node, other
from linked
union all
select other, node
from linked
