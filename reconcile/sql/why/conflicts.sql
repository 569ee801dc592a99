-- One row per conflict about the person: who had them, who claimed them, and how it ended.
select
  c.incumbent_practitioner,
  c.incumbent_facility,
  c.challenger_practitioner,
  c.challenger_facility,
  c.effective_on,
  c.resolution::varchar as resolution,
  c.resolved_on,
  c.file_no,
  s.file_name,
  c.line_no
from conflict as c
join submission as s using (file_no)
where c.phn = $person::bigint
order by c.effective_on, s.file_name, c.line_no
