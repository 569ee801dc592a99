-- One row per claim line with more to say that is judged tonight: all, unless run/35_scope finds whom tonight's evidence concerns.
create or replace temp view note_judged as
from note_now
