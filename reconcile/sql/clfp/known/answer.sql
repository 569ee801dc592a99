-- One row per return record taken in up to the run.
create table answer as
select
  file_no, line_no, record::varchar::record_code as record, verdict, data_centre, sequence, practitioner_number, phn, phn_written, service_date,
  service_date_written, billed_fee_item, codes, reasons,
  null::varchar as hints, warnings, null::varchar as raw, outcome::varchar::outcome as outcome
from beside.answer
where file_no in (select file_no from beside.submission where run_no <= getvariable('run_no'))
