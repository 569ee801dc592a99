-- One row per evidence line, with its one outcome: what the relation lines is made of.
create or replace view judged_line as
select
  c.file_no, c.line_no, c.record, c.practitioner_number, c.facility_number, c.phn, c.service_date as effective_on, v.outcome
from claim as c
join verdict as v on v.file_no = c.file_no and v.line_no = c.line_no
union all
from judged_other
