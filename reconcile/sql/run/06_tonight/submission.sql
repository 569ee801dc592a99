-- One row per file that this run takes in; none yet.
create or replace temp table tonight_submission as
from submission
limit 0
