-- One row per PHN that the registry has met: who is who, for those who may look.
create table identities.identities as
select person_key, phn
from pseudonym
