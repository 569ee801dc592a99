-- One row per identity of a claim that a debit request names which passes its checks and is not itself refused.
create or replace temp table reversed_identity as
with debit as (
  select c.*, n.named
  from debit_named as n
  join claim as c on c.file_no = n.file_no and c.line_no = n.line_no
  where n.named.ours
)

select distinct
  d.named.data_centre as data_centre,
  d.named.sequence as sequence,
  d.named.phn as phn,
  d.named.phn_written as phn_written,
  d.named.practitioner_number as practitioner_number,
  d.named.service_date as service_date,
  d.named.service_date_written as service_date_written
from debit as d
where not exists (select 1 from failed as f where f.file_no = d.file_no and f.line_no = d.line_no)
  and not exists (
    select 1
    from refused_identity as r
    where r.data_centre = d.data_centre
      and r.sequence = d.sequence
      and r.phn is not distinct from d.phn
      and r.phn_written is not distinct from d.phn_written
      and r.practitioner_number is not distinct from d.practitioner_number
      and r.service_date is not distinct from d.service_date
      and r.service_date_written is not distinct from d.service_date_written
  )
