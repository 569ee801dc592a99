-- One row per run.
create table snapshot.runs as
from runs
