-- One row per attach claim that would count if the guard did not hold its file, of a person of the partition.
create table share.guarded_line as
select file_no, line_no, person, practitioner, facility, effective_on
from guarded_line
where person_partition(person) = getvariable('partition')
