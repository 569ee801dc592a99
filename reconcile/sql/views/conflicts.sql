-- One row per conflict between the provider a person was with and another who claimed them.
create or replace view conflicts as
select
  c.phn,
  c.incumbent_practitioner,
  c.incumbent_facility,
  c.challenger_practitioner,
  c.challenger_facility,
  c.effective_on,
  c.resolution,
  c.resolved_on,
  s.submission_id,
  c.line_no
from conflict as c
join submission as s using (file_no)
