-- One row per pair of providers of whom one seems to have handed over to the other.
insert into suspected_transfer
select from_practitioner, to_practitioner, removed, attached, first_removed_on, last_removed_on
from transfer_suspected_now
