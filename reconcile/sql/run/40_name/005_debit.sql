-- One row per debit request, with the claim that it says it reverses and its own identity.
create or replace temp table debit as
select
  c.file_no,
  c.line_no,
  c.data_centre,
  c.sequence,
  c.practitioner,
  c.phn,
  n.phn_written,
  c.service_date,
  n.service_date_written,
  n.target_data_centre,
  n.target_sequence,
  n.reasons,
  o.received_at
from claim_judged as c
join submission_order as o using (file_no)
left join note_judged as n on n.file_no = c.file_no and n.line_no = c.line_no
where c.event = 'debit'
