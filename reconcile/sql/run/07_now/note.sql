-- One row per claim line with more to say of this run and all before it.
create or replace temp view note_now as
from claim_note
union all
from tonight_note
