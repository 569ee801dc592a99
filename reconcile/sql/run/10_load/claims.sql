-- One row per line of tonight's claims.
insert into claim by name
select
  file_no,
  line_no,
  record,
  event,
  data_centre,
  sequence,
  practitioner_number,
  phn,
  phn_written,
  nullif(fee_item, '98990') as other_fee_item,
  event = 'attach' and location_unexpected(record, service_location, service_date) as location_unexpected,
  service_date,
  service_date_written,
  facility_number,
  target_data_centre,
  target_sequence,
  reasons,
  hints,
  warnings,
  raw
from read_parquet(getvariable('parts'))
