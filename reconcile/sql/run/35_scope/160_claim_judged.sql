-- One row per claim line that is judged tonight: tonight's, and those of whom tonight's evidence concerns.
create or replace temp view claim_judged as
select * exclude (outcome, known_from)
from scoped_claim
union all
from tonight_claim
