-- Applied: decisions of administrators that name a line.
create or replace temp view outcome_decisions as
select file_no, line_no, 'applied' as outcome
from decided
