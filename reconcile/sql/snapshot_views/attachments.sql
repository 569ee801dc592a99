-- One row per attachment as now known.
create view attachments as
with attachment as (
  select
    person_key, practitioner, facility, 'Confirmed' as status, effective_on as valid_from, null as valid_to,
    null as close_reason, file_no, line_no
  from stored.claim_line
  where known_from is not null
  union all
  select
    person_key, practitioner, facility, status::varchar, valid_from, valid_to, close_reason::varchar, file_no, line_no
  from stored.attachment
)

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
from attachment as a
join stored.number as p on p.code = a.practitioner
join stored.number as f on f.code = a.facility
join stored.submission as s using (file_no)
