-- Attached: the only claim of a person to whom nothing else happened.
create or replace temp view outcome_single as
select file_no, line_no, 'attached' as outcome
from single
