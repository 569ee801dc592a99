-- The guard held the line's file, and an administrator discarded it.
create or replace temp view reason_hold_discarded as
with judged as (
  select file_no, line_no from attach_line
  union all
  select file_no, line_no from action_line
)

select j.file_no, j.line_no, 'hold_discarded' as reason
from judged as j
semi join (from guard_decided where not released) as d using (file_no, line_no)
