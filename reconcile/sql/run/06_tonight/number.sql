-- One row per number that this run takes in; none yet.
create or replace temp table tonight_number as
from number
limit 0
