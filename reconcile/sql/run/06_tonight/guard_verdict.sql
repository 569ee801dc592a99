-- One row per verdict of the guard in this run; none yet.
create or replace temp table tonight_guard_verdict as
from guard_verdict
limit 0
