-- One row per file taken in up to the run.
create table submission as
select file_no, submission_id, channel, file_name, received_at, received_on, bytes, run_no, status, refusal, refusal_text, lines, skipped, warnings
from beside.submission
where run_no <= getvariable('run_no')
