-- Warned: the claim was old when it was received.
create or replace temp view warning_service_date_stale as
select a.file_no, a.line_no, 'service_date_stale' as warning
from attach_line as a
join submission_order as o using (file_no)
where a.judged and getvariable('service_date_stale') = 'warn'
  and o.received_on - a.effective_on > getvariable('service_date_stale_days')
