-- One row per identity of a claim that a debit request names which passes its checks and is not itself refused.
create or replace temp table reversed_identity as
select distinct
  n.named.event as event,
  n.named.data_centre as data_centre,
  n.named.sequence as sequence,
  n.named.phn as phn,
  n.named.phn_written as phn_written,
  n.named.practitioner as practitioner,
  n.named.service_date as service_date,
  n.named.service_date_written as service_date_written
from debit as d
join debit_named as n on n.file_no = d.file_no and n.line_no = d.line_no
where n.named.ours
  and not exists (select 1 from failed as f where f.file_no = d.file_no and f.line_no = d.line_no)
  and not exists (
    select 1
    from answered_identity as r
    where r.verdict = 'refused'
      and r.event = 'debit'
      and r.data_centre = d.data_centre
      and r.sequence = d.sequence
      and r.phn is not distinct from d.phn
      and r.phn_written is not distinct from d.phn_written
      and r.practitioner is not distinct from d.practitioner
      and r.service_date is not distinct from d.service_date
      and r.service_date_written is not distinct from d.service_date_written
  )
