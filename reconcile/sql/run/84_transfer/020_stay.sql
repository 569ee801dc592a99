-- One row per attachment of at least a day of everybody who was ever with a provider of a transfer.
create or replace temp table transfer_stay as
with provider as (
  select from_code as practitioner from transfer_retold
  union
  select to_code from transfer_retold
),

stay as (
  select phn, practitioner, facility, valid_from, valid_to, close_reason
  from known_after
  where status <> 'Pending' and valid_from is distinct from valid_to
)

select *
from stay
semi join (
  select distinct phn from stay semi join provider using (practitioner)
) as concerned using (phn)
