-- The effective date lies after the day the file was received, by the calendar of America/Vancouver.
create or replace temp view reason_service_date_future as
with candidate as (
  select a.file_no, a.line_no, a.effective_on, o.received_on
  from attach_line as a
  join submission_order as o using (file_no)
  where a.judged
  union all
  select file_no, line_no, effective_on, received_on from action_line
)

select file_no, line_no, 'service_date_future' as reason
from candidate
where effective_on > received_on
