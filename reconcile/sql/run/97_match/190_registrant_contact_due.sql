-- One row per person on the Health Connect Registry who is due to hear how things stand.
insert into registrant_contact_due
select registrant_id, last_contact_on, due_on, tell
from match_contact_due
