-- One row per registry action that counts and names one person, who is of the partition and judged tonight.
create table share.acting_for_one as
select file_no, line_no, action, person, practitioner, facility, new_facility, effective_on, ordinal, received_at
from acting_for_one
where person_partition(person) = getvariable('partition')
