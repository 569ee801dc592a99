-- One row per pair of providers of whom one seems to have handed over to the other.
create table snapshot.suspected_transfers as
from suspected_transfers
