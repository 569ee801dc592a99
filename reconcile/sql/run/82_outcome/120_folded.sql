-- One row per attachment as the evidence now has it.
create or replace temp view folded as
select
  phn, practitioner, facility, 'Confirmed'::attachment_status as status, valid_from,
  null::date as valid_to, null::close_reason as close_reason, file_no, line_no,
  null::integer as closed_file_no, null::integer as closed_line_no
from whole
union all
from apart
