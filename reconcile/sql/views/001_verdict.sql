-- One row per line of claim, answer, action and decision: its one outcome as the newest run sees it.
create or replace view verdict as
select file_no, line_no, outcome
from stored_claim
union all
select file_no, line_no, outcome
from answer
union all
select file_no, line_no, outcome
from action
union all
select file_no, line_no, outcome
from decision
