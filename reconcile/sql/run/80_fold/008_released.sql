-- One row per claim that an administrator released from its hold, and the day, once the as-of date has reached it. What is said of a claim belongs to all its copies.
create or replace temp view released as
with named as (
  select about_file_no as file_no, about_line_no as line_no, min(counts_from) as released_on
  from decided
  where verdict = 'release' and counts_from <= getvariable('as_of')::date
  group by all
),

claim as (
  select
    c.record, c.data_centre, c.sequence, c.phn, c.practitioner, c.effective_on,
    case when c.record = 'DRBILL' then c.facility end as facility,
    min(n.released_on) as released_on
  from attach_line as c
  join named as n on n.file_no = c.file_no and n.line_no = c.line_no
  group by all
)

select c.file_no, c.line_no, r.released_on
from attach_line as c
join claim as r
  on r.record = c.record
  and r.data_centre is not distinct from c.data_centre
  and r.sequence is not distinct from c.sequence
  and r.phn = c.phn
  and r.practitioner = c.practitioner
  and r.effective_on = c.effective_on
  and r.facility is not distinct from case when c.record = 'DRBILL' then c.facility end
