-- One row per attachment and span of runs that knew it so: the rows of attachments, and those that a later run knew otherwise.
create view attachments_history (
  person_key, -- the person as then known: of a number that was merged later, its own
  practitioner_number, -- the provider they are or were with
  facility_number, -- where
  status, -- Confirmed, Pending, Not the MRP, Deceased or Removed
  valid_from, -- the first day on which it holds; of a Pending row, which holds on no day, the claim's own
  valid_to, -- the first day on which it no longer holds; NULL: it was open. Equal to valid_from: it held on no day
  close_reason, -- removed, superseded, transferred, changed_clinic or deceased; NULL: it was open
  submission_id, -- the file of the line that opened it, as in submissions
  line_no, -- the line that opened it
  known_from, -- the first run that knew it so
  known_to, -- the first run that no longer did; NULL: it is known so
  known_from_at, -- when the run of known_from ended
  known_to_at -- when the run of known_to ended
) as
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
