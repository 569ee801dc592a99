-- The clinic was not open on the effective date.
insert into line_reason
select file_no, line_no, 'facility_closed'
from attach_line
where judged and facility_read and facility_known
  and (effective_on < opened_on or effective_on > closed_on)
