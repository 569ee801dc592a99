-- One row per line of claim taken in up to the run.
create table stored_claim as
select
  file_no, line_no, record::varchar::record_code as record, event::varchar::claim_event as event, data_centre, practitioner, facility, sequence, phn, service_date,
  location_unexpected, outcome::varchar::outcome as outcome, known_from
from beside.stored_claim
where file_no in (select file_no from beside.submission where run_no <= getvariable('run_no'))
