-- One row per attach claim that counts, of a person of the partition.
create table share.standing as
select file_no, line_no, phn, person, practitioner, facility, effective_on, ordinal
from standing
where person_partition(person) = getvariable('partition')
