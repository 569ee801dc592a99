-- One row per endorsement as in force.
create table snapshot.endorsements as
select delegate_id, practitioner_number, endorsed_from, endorsed_to, confirmed_on
from endorsements
