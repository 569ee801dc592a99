-- One row per attach claim and provider from whom it would take a person without a transfer that covers it, with numbers as text.
create or replace view conflict as
select
  c.phn,
  ip.text as incumbent_practitioner,
  fi.text as incumbent_facility,
  cp.text as challenger_practitioner,
  cf.text as challenger_facility,
  c.effective_on,
  c.resolution,
  c.resolved_on,
  c.file_no,
  c.line_no
from stored_conflict as c
join number as ip on ip.code = c.incumbent_practitioner
join number as fi on fi.code = c.incumbent_facility
join number as cp on cp.code = c.challenger_practitioner
join number as cf on cf.code = c.challenger_facility
