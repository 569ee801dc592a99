-- Offending: a file whose attachments now known are not, column by column, those that the fold gave.
with given as (
  select
    file_no,
    count(*) as attachments,
    sum(hash(
      phn, practitioner, facility, status, valid_from, valid_to, close_reason, line_no, closed_file_no, closed_line_no
    )::hugeint) as fingerprint
  from folded
  group by file_no
),

stored as (
  select
    file_no,
    count(*) as attachments,
    sum(hash(
      phn, practitioner, facility, status::varchar, valid_from, valid_to, close_reason::varchar, line_no,
      closed_file_no, closed_line_no
    )::hugeint) as fingerprint
  from stored_attachment
  where known_to is null
  group by file_no
)

select coalesce(g.file_no, s.file_no) as file_no, 0 as line_no
from given as g
full join stored as s using (file_no)
where g.attachments is distinct from s.attachments or g.fingerprint is distinct from s.fingerprint
