-- One row per attachment as now known, open ones and closed ones, and one per claim that waits. At most one row of a person is Confirmed.
create view attachments (
  person_key, -- a keyed pseudonym of the person: the survivor's, where numbers were merged
  practitioner_number, -- the provider they are or were with
  facility_number, -- where
  status, -- Confirmed, Pending, Not the MRP, Deceased or Removed
  valid_from, -- the first day on which it holds; of a Pending row, which holds on no day, the claim's own
  valid_to, -- the first day on which it no longer holds; NULL: it is open. Equal to valid_from: it held on no day
  close_reason, -- removed, superseded, transferred, changed_clinic or deceased; NULL: it is open
  submission_id, -- the file of the line that opened it, as in submissions
  line_no -- the line that opened it
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
  a.line_no
from stored.attachment_known as a
join stored.number as p on p.code = a.practitioner
join stored.number as f on f.code = a.facility
join stored.submission as s using (file_no)
where a.known_to is null
