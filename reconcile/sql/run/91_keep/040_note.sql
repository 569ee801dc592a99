-- One row per claim line of tonight that has more to say than others.
insert into claim_note
from tonight_note
