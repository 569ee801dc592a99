-- One row per person: the pseudonym, and the short number that stored rows carry.
create table snapshot.stored.person as
select code, person_key
from pseudonym
