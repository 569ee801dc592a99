-- One row per pair of providers of whom one seems to have handed over to the other without a transfer that says so.
select from_practitioner, to_practitioner, removed, attached
from suspected_transfers
order by first_removed_on desc, from_practitioner, to_practitioner
