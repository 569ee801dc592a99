-- The guard held the line, and an administrator discarded it. What is said of a claim belongs to all its copies, but for one that was itself released.
create or replace temp view reason_hold_discarded as
with discarded as (
  select file_no, line_no from guard_decided where not released
),

claim as (
  select distinct
    c.record, c.data_centre, c.sequence, c.phn, c.practitioner, c.effective_on,
    case when c.record = 'DRBILL' then c.facility end as facility
  from attach_line as c
  semi join discarded as d on d.file_no = c.file_no and d.line_no = c.line_no
),

copied as (
  select c.file_no, c.line_no
  from attach_line as c
  join claim as r
    on r.record = c.record
    and r.data_centre is not distinct from c.data_centre
    and r.sequence is not distinct from c.sequence
    and r.phn = c.phn
    and r.practitioner = c.practitioner
    and r.effective_on = c.effective_on
    and r.facility is not distinct from case when c.record = 'DRBILL' then c.facility end
  anti join (from guard_decided where released) as l on l.file_no = c.file_no and l.line_no = c.line_no
)

select file_no, line_no, 'hold_discarded' as reason
from copied
union all
select a.file_no, a.line_no, 'hold_discarded'
from action_line as a
semi join discarded as d on d.file_no = a.file_no and d.line_no = a.line_no
