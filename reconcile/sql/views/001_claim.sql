-- One row per line of evidence about who claims whom, with everything known of it and its numbers as text.
create or replace view claim as
select
  c.file_no,
  c.line_no,
  c.record,
  c.event,
  d.text as data_centre,
  c.sequence,
  p.text as practitioner_number,
  c.phn,
  n.phn_written,
  n.other_fee_item,
  c.location_unexpected,
  c.service_date,
  n.service_date_written,
  f.text as facility_number,
  t.text as target_data_centre,
  n.target_sequence,
  n.reasons,
  n.hints,
  n.warnings,
  n.raw,
  c.outcome
from stored_claim as c
left join claim_note as n on n.file_no = c.file_no and n.line_no = c.line_no
left join number as d on d.code = c.data_centre
left join number as p on p.code = c.practitioner
left join number as f on f.code = c.facility
left join number as t on t.code = n.target_data_centre
