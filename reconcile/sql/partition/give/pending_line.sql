-- One row per claim that waits for an answer, of a person of the partition.
create table share.pending_line as
select file_no, line_no, person, practitioner, facility, effective_on, ordinal
from pending_line
where person_partition(person) = getvariable('partition')
