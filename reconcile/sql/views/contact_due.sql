-- One row per person on the Health Connect Registry who is due to hear how things stand, and what there is to tell.
create or replace view contact_due as
select d.registrant_id, r.household_id, r.person as phn, d.last_contact_on, d.due_on, d.tell
from registrant_contact_due as d
join match_registrant as r using (registrant_id)
