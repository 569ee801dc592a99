-- Offending: a line that opened an attachment by its outcome and does not have just one, or has one and did not open it (rows that are only pending apart: see pending_rows_wait).
with opened as (
  select file_no, line_no, outcome, known_from from stored_claim
  union all
  select file_no, line_no, outcome, null from action
),

apart as (
  select file_no, line_no, count(*) as attachments
  from attachment_apart
  where known_to is null and status <> 'Pending'
  group by file_no, line_no
)

select coalesce(o.file_no, a.file_no) as file_no, coalesce(o.line_no, a.line_no) as line_no
from (
  select file_no, line_no from opened where outcome in ('attached', 'moved', 'changed_clinic') and known_from is null
) as o
full join apart as a on a.file_no = o.file_no and a.line_no = o.line_no
where o.file_no is null or a.file_no is null or a.attachments > 1
union all
select file_no, line_no
from opened
where known_from is not null and outcome not in ('attached', 'moved', 'changed_clinic')
