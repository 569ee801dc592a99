-- One row per attachment and span of runs that knew it so, with numbers as codes.
create or replace view stored_attachment as
select
  phn, practitioner, facility, 'Confirmed'::attachment_status as status, service_date as valid_from,
  null::date as valid_to, null::close_reason as close_reason, file_no, line_no,
  null::integer as closed_file_no, null::integer as closed_line_no, known_from, null::integer as known_to
from stored_claim
where known_from is not null
union all
from attachment_apart
