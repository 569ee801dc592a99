-- Offending: a file in which the lines that opened an attachment, by their outcome, are not those that attachments name as theirs (rows that are only pending apart: see pending_rows_wait).
with opened as (
  select file_no, count(*) as lines, sum(hash(line_no)::hugeint) as fingerprint
  from verdict
  where outcome in ('attached', 'moved', 'changed_clinic')
  group by file_no
),

named as (
  select file_no, count(*) as lines, sum(hash(line_no)::hugeint) as fingerprint
  from stored_attachment
  where known_to is null and status <> 'Pending'
  group by file_no
)

select coalesce(o.file_no, n.file_no) as file_no, 0 as line_no
from opened as o
full join named as n using (file_no)
where o.lines is distinct from n.lines or o.fingerprint is distinct from n.fingerprint
