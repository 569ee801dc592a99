-- One row per person of the partition with more than one passing claim.
create table share.several as
select person
from several
where person_partition(person) = getvariable('partition')
