-- One row per person on the Health Connect Registry who no longer belongs there.
create or replace view registrants_to_close as
select c.registrant_id, r.household_id, r.person as phn, r.status, c.reason, c.since, r.practitioner_number
from registrant_to_close as c
join match_registrant as r using (registrant_id)
