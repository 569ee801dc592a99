-- What follows from the registry is found anew on each run.
delete from suspected_transfer
