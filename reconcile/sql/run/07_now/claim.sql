-- One row per claim line of this run and all before it.
create or replace temp view claim_now as
select * exclude (outcome, known_from)
from stored_claim
union all
from tonight_claim
