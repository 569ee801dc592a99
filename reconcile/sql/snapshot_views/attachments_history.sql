-- One row per attachment and span of runs that knew it so.
create view attachments_history as
select
  a.person_key,
  p.text as practitioner_number,
  f.text as facility_number,
  a.status,
  a.valid_from,
  a.valid_to,
  a.close_reason,
  s.submission_id,
  a.line_no,
  b.run_id as known_from,
  e.run_id as known_to,
  b.ended_at as known_from_at,
  e.ended_at as known_to_at
from stored.attachment_known as a
join stored.number as p on p.code = a.practitioner
join stored.number as f on f.code = a.facility
join stored.submission as s using (file_no)
left join stored.run as b on b.run_no = a.known_from
left join stored.run as e on e.run_no = a.known_to
