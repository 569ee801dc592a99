-- The claim was old when it was received, where the policy makes that a reason.
create or replace temp view reason_service_date_stale as
select file_no, line_no, 'service_date_stale' as reason
from attach_line
where judged and getvariable('service_date_stale') = 'quarantine'
  and received_on - effective_on > getvariable('service_date_stale_days')
