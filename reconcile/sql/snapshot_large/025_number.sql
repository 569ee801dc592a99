-- One row per number of a practitioner or a facility, and the code that stored rows carry.
create table snapshot.stored.number as
select code, number_shown(text) as text
from number
