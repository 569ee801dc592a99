-- One row per transfer and person, whether told anew or as before.
create or replace temp view transfer_person_after as
select transfer_id, phn, disposition, joined_on
from transfer_person_now
union all
select p.transfer_id, p.phn, p.disposition, p.joined_on
from transfer_person as p
anti join transfer_retold using (transfer_id)
