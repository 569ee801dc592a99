-- One row per line that the guard holds since this run.
insert into guard_line
from tonight_guard_line
