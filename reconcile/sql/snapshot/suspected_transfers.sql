-- One row per pair of providers of whom one seems to have handed over to the other.
insert into snapshot.suspected_transfers
from suspected_transfers
