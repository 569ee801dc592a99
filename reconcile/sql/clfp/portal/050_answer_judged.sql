-- One row per return record that is judged.
create or replace temp view answer_judged as
from portal_answer
