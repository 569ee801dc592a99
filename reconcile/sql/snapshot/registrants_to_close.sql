-- One row per person on the Health Connect Registry who no longer belongs there.
insert into snapshot.registrants_to_close
select person_key(phn) as person_key, text_key(household_id) as household_key, status, reason, since, practitioner_number
from registrants_to_close
