-- One row per file of this run and all before it.
create or replace temp view submission_now as
from submission
union all
from tonight_submission
