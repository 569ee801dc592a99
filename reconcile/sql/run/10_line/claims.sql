-- One row per line of tonight's claims: what every line has.
-- The ledger's parts are read where they stand, twice: to judge the lines and to keep them.
create or replace temp view tonight_claim as
select
  c.file_no,
  c.line_no,
  c.record::record_code as record,
  c.event::claim_event as event,
  d.code as data_centre,
  p.code as practitioner,
  f.code as facility,
  c.sequence,
  c.phn,
  c.service_date,
  c.event = 'attach'
  and location_unexpected(c.record, c.service_location, c.service_date) as location_unexpected
from read_parquet(getvariable('claim_parts')) as c
left join number_now as d on d.text = c.data_centre
left join number_now as p on p.text = c.practitioner_number
left join number_now as f on f.text = c.facility_number
