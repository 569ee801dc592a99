-- One row per claim line that is judged and has more to say.
create or replace temp view note_judged as
from portal_note
