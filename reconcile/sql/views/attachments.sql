-- One row per attachment as now known.
create or replace view attachments as
select
  a.phn,
  a.practitioner_number,
  a.facility_number,
  a.status::varchar as status,
  a.valid_from,
  a.valid_to,
  a.close_reason::varchar as close_reason,
  s.submission_id,
  a.line_no
from attachment as a
join submission as s using (file_no)
where a.known_to is null
