-- One row per PHN: the `persons` feed as it is in force with what arrives tonight.
create or replace temp view persons_now as
from persons as f
anti join newer_persons as n on n.phn = f.phn
union all
from newer_persons
