-- One row per claim line of tonight.
insert into stored_claim
from tonight_claim
