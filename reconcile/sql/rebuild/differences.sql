-- One row per attachment that only one of two registries knew after a run, the first few of each side, with how many that side has: the one from the ledger, and beside it the stored one.
with from_ledger as (
  select
    s.submission_id, a.line_no, s.file_name, a.phn, p.text as practitioner_number, f.text as facility_number,
    a.status::varchar as status, a.valid_from, a.valid_to, a.close_reason::varchar as close_reason
  from stored_attachment as a
  join submission as s using (file_no)
  join number as p on p.code = a.practitioner
  join number as f on f.code = a.facility
  where a.known_from <= $run and (a.known_to is null or a.known_to > $run)
),

stored as (
  select
    s.submission_id, a.line_no, s.file_name, a.phn, p.text as practitioner_number, f.text as facility_number,
    a.status::varchar as status, a.valid_from, a.valid_to, a.close_reason::varchar as close_reason
  from beside.stored_attachment as a
  join beside.submission as s using (file_no)
  join beside.number as p on p.code = a.practitioner
  join beside.number as f on f.code = a.facility
  where a.known_from <= $run and (a.known_to is null or a.known_to > $run)
),

differing as (
  select 'ledger' as side, *
  from (from from_ledger except all from stored)
  union all
  select 'stored', *
  from (from stored except all from from_ledger)
)

select side, submission_id, line_no, file_name, count(*) over (partition by side) as attachments
from differing
qualify row_number() over (partition by side order by submission_id, line_no, practitioner_number, facility_number, valid_from) <= $first
order by side, submission_id, line_no
