-- One row per run, without the words of a failure, which may name a file.
create table snapshot.runs as
select * exclude (failure)
from runs
