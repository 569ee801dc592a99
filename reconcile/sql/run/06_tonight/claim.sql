-- One row per claim line that this run takes in; none yet. When there are any, run/10_line/claims.sql puts the lines in its place.
create or replace temp view tonight_claim as
select * exclude (outcome, known_from)
from stored_claim
limit 0
