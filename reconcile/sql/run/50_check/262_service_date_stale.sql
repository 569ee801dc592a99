-- The claim was old when it was received, where the policy makes that a reason.
create or replace temp view reason_service_date_stale as
select a.file_no, a.line_no, 'service_date_stale' as reason
from attach_line as a
join submission_order as o using (file_no)
where a.judged and getvariable('service_date_stale') = 'quarantine'
  and o.received_on - a.effective_on > getvariable('service_date_stale_days')
