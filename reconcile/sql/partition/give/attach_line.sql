-- One row per attach claim that names a person of the partition, whatever became of it.
create table share.attach_line as
select file_no, line_no, phn, person
from attach_line
where person_partition(person) = getvariable('partition')
