-- One row per debit request that names a C02 line: the newest that is no debit request, received no later than itself.
create or replace temp table debit_named as
with debit as (
  select d.file_no, d.line_no, d.target_data_centre, d.target_sequence, o.received_at
  from claim as d
  join submission_order as o using (file_no)
  where d.event = 'debit' and d.target_data_centre is not null and d.target_sequence is not null
)

select
  d.file_no,
  d.line_no,
  arg_max(c, (c.ordinal, c.line_no)) as named
from debit as d
join c02 as c
  on c.data_centre = d.target_data_centre and c.sequence = d.target_sequence and c.received_at <= d.received_at
where c.event <> 'debit'
group by all
