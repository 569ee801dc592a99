-- The claim takes effect after the person's date of death.
create or replace temp view reason_deceased as
select file_no, line_no, 'deceased' as reason
from attach_line
where judged and phn_read and person_known and effective_on > deceased_on
