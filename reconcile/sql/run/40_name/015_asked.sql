-- One row per return line, with its numbers as codes.
create or replace temp table asked as
select
  a.file_no,
  a.line_no,
  a.record,
  a.verdict,
  d.code as data_centre,
  a.sequence,
  p.code as practitioner,
  a.phn,
  a.phn_written,
  a.service_date,
  a.service_date_written,
  a.billed_fee_item,
  a.reasons,
  o.received_at,
  o.ordinal
from answer_judged as a
join submission_order as o using (file_no)
left join number_now as d on d.text = a.data_centre
left join number_now as p on p.text = a.practitioner_number
