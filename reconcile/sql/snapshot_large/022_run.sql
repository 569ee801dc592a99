-- One row per run: the short number that stored rows carry, its id, and when it ended.
create table snapshot.stored.run as
select run_no, run_id, ended_at
from run
