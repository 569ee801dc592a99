-- The service location is none in use, where the policy makes that a reason.
create or replace temp view reason_location_unexpected as
select file_no, line_no, 'location_unexpected' as reason
from attach_line
where judged and getvariable('location_unexpected') = 'quarantine'
  and location_unexpected
