-- One row per transfer and person of its cohort, and per person who came besides.
insert into snapshot.transfer_patients
select text_shown(transfer_id) as transfer_id, person_key(phn) as person_key, * exclude (transfer_id, phn)
from transfer_patients
