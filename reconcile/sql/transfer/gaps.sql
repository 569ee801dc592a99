-- One row: of who moved by a transfer, for how many no day was without a provider, for how many some were, and for how many that cannot be told.
select
  count(*) filter (gap_days = 0) as without_gap,
  count(*) filter (gap_days > 0) as with_gap,
  count(*) filter (gap_days is null) as untold,
  max(gap_days) as longest
from transfer_patients
where transfer_id = $id::varchar and disposition = 'moved'
