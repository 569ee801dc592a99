-- One row per person of the partition who has died: of nobody else is more asked.
create table share.persons_now as
select phn, deceased_on
from persons_now
where deceased_on is not null and person_partition(phn) = getvariable('partition')
