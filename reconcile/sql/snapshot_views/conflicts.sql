-- One row per conflict between the provider a person was with and another who claimed them.
create view conflicts as
select
  c.person_key,
  ip.text as incumbent_practitioner,
  fi.text as incumbent_facility,
  cp.text as challenger_practitioner,
  cf.text as challenger_facility,
  c.effective_on,
  c.resolution,
  c.resolved_on,
  s.submission_id,
  c.line_no
from stored.conflict as c
join stored.number as ip on ip.code = c.incumbent_practitioner
join stored.number as fi on fi.code = c.incumbent_facility
join stored.number as cp on cp.code = c.challenger_practitioner
join stored.number as cf on cf.code = c.challenger_facility
join stored.submission as s using (file_no)
