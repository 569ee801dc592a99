-- One row per transfer of a panel as in force.
create table snapshot.transfers as
select
  text_shown(transfer_id) as transfer_id,
  from_practitioner,
  to_practitioner,
  facility_number,
  announced_on,
  effective_on,
  status
from transfers
