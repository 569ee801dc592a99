-- One row per evidence line, with its one outcome.
create view lines as
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
