-- One row per return record that is judged tonight: all, unless run/35_scope finds whom tonight's evidence concerns.
create or replace temp view answer_judged as
from answer_now
