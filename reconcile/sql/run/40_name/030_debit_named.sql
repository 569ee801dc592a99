-- One row per debit request that names a C02 line: the newest that is no debit request, received no later than itself.
create or replace temp table debit_named as
select
  d.file_no,
  d.line_no,
  arg_max(
    {'file_no': c.file_no, 'line_no': c.line_no, 'ours': c.ours, 'event': c.event},
    (c.received_at, c.ordinal, c.line_no)
  ) as named
from claim as d
join submission_order as o using (file_no)
join c02 as c
  on c.data_centre = d.target_data_centre and c.sequence = d.target_sequence and c.received_at <= o.received_at
where d.event = 'debit' and c.event <> 'debit'
group by all
