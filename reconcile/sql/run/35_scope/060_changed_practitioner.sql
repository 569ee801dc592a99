-- One row per practitioner all of whose claims are judged anew: new in the feed, named by a removal of everyone that may count otherwise, or taking over a panel by a transfer that says something else than before. That a transfer covers a move needs a claim by who takes over.
create or replace temp table changed_practitioner as
with changed as (
  select practitioner_number
  from new_provider
  union
  select practitioner_number
  from changed_action
  where everyone
  union
  select unnest([n.to_practitioner, f.to_practitioner])
  from newer_transfers as n
  left join transfers as f on f.transfer_id = n.transfer_id
  where f.transfer_id is null
    or n.from_practitioner is distinct from f.from_practitioner
    or n.to_practitioner is distinct from f.to_practitioner
    or n.facility_number is distinct from f.facility_number
    or n.announced_on is distinct from f.announced_on
    or n.effective_on is distinct from f.effective_on
    or n.status is distinct from f.status
)

select n.code
from changed as c
join number_now as n on n.text = c.practitioner_number
