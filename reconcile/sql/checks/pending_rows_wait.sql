-- Offending: a pending attachment whose line waits for nothing, or that has an end; or a line that is held and has no pending row.
with pending as (
  select file_no, line_no, valid_to, close_reason
  from stored_attachment
  where known_to is null and status = 'Pending'
)

select p.file_no, p.line_no
from pending as p
left join verdict as v
  on v.file_no = p.file_no and v.line_no = p.line_no and v.outcome in ('pending', 'held')
where v.outcome is null or p.valid_to is not null or p.close_reason is not null
union all
select v.file_no, v.line_no
from verdict as v
where v.outcome = 'held'
  and not exists (select 1 from pending as p where p.file_no = v.file_no and p.line_no = v.line_no)
