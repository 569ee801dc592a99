-- One row per return record that is judged tonight: tonight's, and those about whom tonight's evidence concerns.
create or replace temp view answer_judged as
from scoped_answer
union all
from tonight_answer
