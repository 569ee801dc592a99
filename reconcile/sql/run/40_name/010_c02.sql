-- One row per C02 line that a return or a debit request can name: those whose data centre and sequence can be read.
create or replace temp view c02 as
select
  c.*,
  o.received_at,
  o.ordinal,
  coalesce(c.fee_item in ('98990', '14070', '98000'), c.reasons is not null) as ours
from claim as c
join submission_order as o using (file_no)
where c.record = 'C02' and c.data_centre is not null and c.sequence is not null
