-- One row per attachment as now known.
create view attachments as
select
  k.person_key,
  p.text as practitioner_number,
  f.text as facility_number,
  a.status::varchar as status,
  a.valid_from,
  a.valid_to,
  a.close_reason::varchar as close_reason,
  s.submission_id,
  a.line_no
from stored.attachment as a
join stored.number as p on p.code = a.practitioner
join stored.number as f on f.code = a.facility
join stored.person as k on k.code = a.person
join stored.submission as s using (file_no)
