-- One row per line of evidence ever accepted, as the newest run judges it.
create view lines (
  submission_id, -- the file, as in submissions
  line_no, -- the line in the file, from 1
  record, -- C02, DRBILL, C12, S00 to S04, ? of an unknown record, or the name of the feed
  practitioner_number, -- as written, in capitals; NULL where it is not five letters or digits
  facility_number, -- as written, in capitals; of a clinic change the new one; NULL where it is not five letters or digits
  person_key, -- the survivor's; NULL where the line names no valid PHN
  effective_on, -- service date, attach date or day acted on; NULL of feed rows and where it cannot be read
  outcome, -- quarantined, duplicate, reversed, refused, pending, held, attached, already_attached, changed_clinic, moved, removed, no_effect, applied, ignored, portal or reference
  reasons, -- why it is in quarantine, as docs/rules.md lists them; else empty
  warnings -- what is odd about it and keeps it out of nothing
) as
with line as (
  select
    c.file_no, c.line_no, c.record, p.text as practitioner_number, f.text as facility_number,
    c.person_key, c.effective_on, c.outcome
  from stored.claim_line as c
  left join stored.number as p on p.code = c.practitioner
  left join stored.number as f on f.code = c.facility
  union all
  from stored.other_line
)

select
  s.submission_id,
  l.line_no,
  l.record::varchar as record,
  l.practitioner_number,
  l.facility_number,
  l.person_key,
  l.effective_on,
  l.outcome::varchar as outcome,
  coalesce(r.reasons, []) as reasons,
  coalesce(w.warnings, []) as warnings
from line as l
join stored.submission as s using (file_no)
left join stored.line_reasons as r on r.file_no = l.file_no and r.line_no = l.line_no
left join stored.line_warnings as w on w.file_no = l.file_no and w.line_no = l.line_no
