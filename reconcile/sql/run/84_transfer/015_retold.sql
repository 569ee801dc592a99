-- One row per transfer of which it must be told anew what became of its people. Of most it is told as it was: their time is over, and nobody judged tonight is or could be among their people.
create or replace temp table transfer_retold as
with retold as (
  select c.transfer_id
  from transfer_case_now as c
  left join transfer_case as b using (transfer_id)
  where getvariable('everybody')
    or b.told_on is distinct from c.told_on
    or c.transfer_id in (select transfer_id from newer_transfers)
  union
  select transfer_id
  from transfer_person
  where phn in (select node from scope)
  union
  select c.transfer_id
  from transfer_case_now as c
  join folded as f
    on f.practitioner = c.from_code and f.valid_from <= c.told_on and coalesce(f.valid_to > c.announced_on, true)
  where not getvariable('everybody')
  union
  select c.transfer_id
  from transfer_case_now as c
  join folded as f on f.practitioner = c.to_code and f.valid_from between c.announced_on and c.told_on
  where not getvariable('everybody')
)

select c.*
from transfer_case_now as c
semi join retold using (transfer_id)
