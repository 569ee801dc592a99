-- The clinic was not open on the effective date.
create or replace temp view reason_facility_closed as
select a.file_no, a.line_no, 'facility_closed' as reason
from attach_line as a
join clinic_known as c on c.code = a.facility
where a.judged and a.facility_read
  and (a.effective_on < c.opened_on or a.effective_on > c.closed_on)
