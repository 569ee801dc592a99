-- One row per pair of providers of whom one seems to have handed over to the other without a transfer that says so.
create or replace view suspected_transfers as
select from_practitioner, to_practitioner, removed, attached, first_removed_on, last_removed_on
from suspected_transfer
