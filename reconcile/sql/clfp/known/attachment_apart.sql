-- One row per attachment that stands apart from its claim and span of runs that knew it so, of runs up to the run.
create table attachment_apart as
select
  phn, practitioner, facility, status::varchar::attachment_status as status, valid_from, valid_to, close_reason::varchar::close_reason as close_reason,
  file_no, line_no, closed_file_no, closed_line_no, known_from, known_to
from beside.attachment_apart
where known_from <= getvariable('run_no')
