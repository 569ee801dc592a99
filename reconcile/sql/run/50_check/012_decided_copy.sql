-- One row per attach claim and claim that an administrator has decided about and that says the same, itself among them: what is said of a claim belongs to all its copies.
create or replace temp table decided_copy as
with about as (
  select
    c.file_no as about_file_no, c.line_no as about_line_no,
    c.record, c.data_centre, c.sequence, c.phn, c.practitioner, c.effective_on,
    case when c.record = 'DRBILL' then c.facility end as facility
  from attach_line as c
  semi join decided as d on d.about_file_no = c.file_no and d.about_line_no = c.line_no
)

select c.file_no, c.line_no, a.about_file_no, a.about_line_no
from attach_line as c
join about as a
  on a.record = c.record
  and a.data_centre is not distinct from c.data_centre
  and a.sequence is not distinct from c.sequence
  and a.phn = c.phn
  and a.practitioner = c.practitioner
  and a.effective_on = c.effective_on
  and a.facility is not distinct from case when c.record = 'DRBILL' then c.facility end
