-- One row per C02 line whose data centre and sequence some return or debit request names.
create or replace temp table key_named as
with key as (
  select data_centre, sequence from asked
  union
  select target_data_centre, target_sequence from debit
)

select c.*
from c02 as c
join key as k on k.data_centre = c.data_centre and k.sequence = c.sequence
