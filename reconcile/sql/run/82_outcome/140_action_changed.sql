-- One row per action taken in earlier that has another outcome tonight, and the one that it had.
create or replace temp table action_changed as
select a.file_no, a.line_no, a.outcome as outcome_before
from action as a
join outcome_now as o using (file_no, line_no)
where o.outcome <> a.outcome
