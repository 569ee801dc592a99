-- One row per provider and facility.
create or replace view panels as
select practitioner_number, facility_number, confirmed, pending, attached_last_30_days, lost_last_30_days
from panel
