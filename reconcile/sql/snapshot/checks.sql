-- One row per check and run.
insert into snapshot.checks
from checks
