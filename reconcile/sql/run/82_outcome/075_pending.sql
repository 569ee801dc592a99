-- Pending: claims that would stand and wait for an answer.
create or replace temp view outcome_pending as
select file_no, line_no, 'pending' as outcome
from pending_line
