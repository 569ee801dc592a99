-- One row per number of this run and all before it.
create or replace temp view number_now as
from number
union all
from tonight_number
