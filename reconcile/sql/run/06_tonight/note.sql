-- One row per claim line with more to say that this run takes in; none yet.
create or replace temp table tonight_note as
from claim_note
limit 0
