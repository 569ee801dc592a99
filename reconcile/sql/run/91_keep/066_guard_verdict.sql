-- One row per verdict of the guard in this run.
insert into guard_verdict
from tonight_guard_verdict
