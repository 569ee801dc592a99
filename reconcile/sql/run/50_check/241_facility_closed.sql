-- The clinic was not open on the effective date.
create or replace temp view reason_facility_closed as
select file_no, line_no, 'facility_closed' as reason
from attach_line
where judged and facility_read and facility_known
  and (effective_on < opened_on or effective_on > closed_on)
