-- Offending: a pending attachment whose line waits for nothing, or that has an end; or a claim that is held and has no pending row.
with pending as (
  select file_no, line_no, valid_to, close_reason
  from attachment_apart
  where known_to is null and status = 'Pending'
),

waiting as (
  select file_no, line_no, outcome from stored_claim where outcome in ('pending', 'held')
)

select p.file_no, p.line_no
from pending as p
left join waiting as w on w.file_no = p.file_no and w.line_no = p.line_no
where w.outcome is null or p.valid_to is not null or p.close_reason is not null
union all
select w.file_no, w.line_no
from waiting as w
anti join pending as p on p.file_no = w.file_no and p.line_no = w.line_no
where w.outcome = 'held'
