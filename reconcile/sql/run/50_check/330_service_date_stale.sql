-- Warned: the claim was old when it was received.
create or replace temp view warning_service_date_stale as
select file_no, line_no, 'service_date_stale' as warning
from attach_line
where judged and getvariable('service_date_stale') = 'warn'
  and received_on - effective_on > getvariable('service_date_stale_days')
