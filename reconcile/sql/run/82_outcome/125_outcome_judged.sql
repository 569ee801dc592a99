-- One row per line of claim, answer, action and decision, with its one outcome.
create or replace temp view outcome_judged as
select file_no, line_no, outcome
from outcome_now
union all
select file_no, line_no, 'attached'
from attach_line
anti join outcome_now using (file_no, line_no)
