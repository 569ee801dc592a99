-- One row per line that the guard holds in this run; none yet.
create or replace temp table tonight_guard_line as
from guard_line
limit 0
