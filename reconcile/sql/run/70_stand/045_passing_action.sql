-- One row per registry action that passes every check.
create or replace temp view passing_action as
select *
from action_line as a
where not exists (select 1 from failed as f where f.file_no = a.file_no and f.line_no = a.line_no)
