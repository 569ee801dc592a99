-- One row per debit request that names a C02 line: the newest that is no debit request, received no later than itself.
create or replace temp table debit_named as
select
  d.file_no,
  d.line_no,
  arg_max(c, (c.ordinal, c.line_no)) as named
from debit as d
join key_named as c
  on c.data_centre = d.target_data_centre and c.sequence = d.target_sequence and c.received_at <= d.received_at
where c.event <> 'debit'
group by all
