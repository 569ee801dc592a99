-- The claim takes effect after the person's date of death.
create or replace temp view reason_deceased as
select file_no, line_no, 'deceased' as reason
from person_doubt
where effective_on > deceased_on
