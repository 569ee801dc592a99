-- One row per conflict between the provider a person was with and another who claimed them.
create table snapshot.stored.conflict as
select person_key(phn) as person_key, * exclude (phn)
from stored_conflict
