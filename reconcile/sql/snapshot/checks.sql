-- One row per check and run.
create table snapshot.checks as
from checks
