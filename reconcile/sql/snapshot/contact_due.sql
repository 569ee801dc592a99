-- One row per person on the Health Connect Registry who is due to hear how things stand, and what there is to tell.
insert into snapshot.contact_due
select person_key(phn) as person_key, text_key(household_id) as household_key, last_contact_on, due_on, tell
from contact_due
