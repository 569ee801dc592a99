-- One row per attachment as now known.
create view attachments as
select
  a.person_key,
  p.text as practitioner_number,
  f.text as facility_number,
  a.status,
  a.valid_from,
  a.valid_to,
  a.close_reason,
  s.submission_id,
  a.line_no
from stored.attachment_known as a
join stored.number as p on p.code = a.practitioner
join stored.number as f on f.code = a.facility
join stored.submission as s using (file_no)
where a.known_to is null
