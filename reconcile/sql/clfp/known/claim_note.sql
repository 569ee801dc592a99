-- One row per line of claim with more to say, taken in up to the run.
create table claim_note as
select
  file_no, line_no, phn_written, other_fee_item, service_date_written, target_data_centre, target_sequence, reasons,
  null::varchar as hints, warnings, null::varchar as raw
from beside.claim_note
where file_no in (select file_no from beside.submission where run_no <= getvariable('run_no'))
