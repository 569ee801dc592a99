-- Attached: the only claim of a person to whom nothing else happened, where it names a merged PHN and its attachment therefore stands apart. (All others are not named: see the outcomes.)
create or replace temp view outcome_single as
select file_no, line_no, 'attached' as outcome
from single
where person <> phn
