-- One row per event of a person to whom more than one thing happened, with its outcome; of a claim that waited, one per thing told of it, the last of which is final.
create or replace temp view told as
select *, true as final
from told_attached
union all
select *, true
from told_stateful
union all
select person, place, effective_on, practitioner, facility, file_no, line_no, is_claim, outcome, final
from told_waiting
