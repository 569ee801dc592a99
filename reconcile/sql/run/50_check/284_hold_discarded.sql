-- The guard held the line or a copy of it, and an administrator discarded that. One that was itself released counts.
create or replace temp view reason_hold_discarded as
with discarded as (
  select file_no, line_no from guard_decided where not released
)

select distinct c.file_no, c.line_no, 'hold_discarded' as reason
from decided_copy as c
semi join discarded as d on d.file_no = c.about_file_no and d.line_no = c.about_line_no
anti join (from guard_decided where released) as r on r.file_no = c.file_no and r.line_no = c.line_no
union all
select a.file_no, a.line_no, 'hold_discarded'
from action_line as a
semi join discarded as d on d.file_no = a.file_no and d.line_no = a.line_no
