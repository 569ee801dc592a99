-- One row per C02 line that a return or a debit request can name: those whose data centre and sequence can be read.
-- A claim with another fee item, a near miss included, is nobody's business here (ours is false).
create or replace temp view c02 as
select
  c.file_no,
  c.line_no,
  c.event,
  c.data_centre,
  c.sequence,
  c.practitioner,
  c.phn,
  n.phn_written,
  c.service_date,
  n.service_date_written,
  o.received_at,
  o.ordinal,
  c.event <> 'other' and n.reasons is distinct from 'fee_item_near_miss' as ours
from claim_judged as c
join submission_order as o using (file_no)
left join note_judged as n on n.file_no = c.file_no and n.line_no = c.line_no
where c.record = 'C02' and c.data_centre is not null and c.sequence is not null
