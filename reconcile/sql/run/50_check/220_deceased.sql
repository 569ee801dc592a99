-- The claim takes effect after the person's date of death.
insert into line_reason
select file_no, line_no, 'deceased'
from attach_line
where judged and phn_read and person_known and effective_on > deceased_on
