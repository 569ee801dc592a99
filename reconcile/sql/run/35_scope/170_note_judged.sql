-- One row per claim line with more to say that is judged tonight: tonight's, and those of whom tonight's evidence concerns.
create or replace temp view note_judged as
from scoped_note
union all
from tonight_note
