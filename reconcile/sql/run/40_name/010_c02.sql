-- One row per C02 line that a return or a debit request can name: those whose data centre and sequence can be read.
-- A claim with another fee item, a near miss included, is nobody's business here (ours is false).
create or replace temp view c02 as
select
  c.file_no,
  c.line_no,
  c.event,
  c.data_centre,
  c.sequence,
  c.practitioner_number,
  c.phn,
  c.phn_written,
  c.service_date,
  c.service_date_written,
  o.received_at,
  o.ordinal,
  c.event <> 'other' and c.reasons is distinct from 'fee_item_near_miss' as ours
from claim as c
join submission_order as o using (file_no)
where c.record = 'C02' and c.data_centre is not null and c.sequence is not null
