-- One row per identity of a claim that a debit request names which passes its checks and is not itself refused.
create or replace temp table reversed_identity as
select distinct
  c.data_centre,
  c.sequence,
  c.phn,
  c.phn_written,
  c.practitioner_number,
  c.service_date,
  c.service_date_written
from claim as d
join debit_named as n on n.file_no = d.file_no and n.line_no = d.line_no
join claim as c on c.file_no = n.named.file_no and c.line_no = n.named.line_no
where d.event = 'debit' and n.named.ours
  and not exists (select 1 from failed as f where f.file_no = d.file_no and f.line_no = d.line_no)
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
