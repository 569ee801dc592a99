-- One row per transfer of a panel: every partition has them all.
create table share.transfers_now as
select transfer_id, from_practitioner, to_practitioner, facility_number, announced_on, effective_on, status
from transfers_now
