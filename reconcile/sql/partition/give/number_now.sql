-- One row per number that a transfer names: every partition has them all.
create table share.number_now as
select code, text
from number_now
where text in (select unnest([from_practitioner, to_practitioner, facility_number]) from transfers_now)
