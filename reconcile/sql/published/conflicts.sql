-- One row per claim and provider from whom it took a person, or would, where no transfer covers that.
create view conflicts (
  person_key, -- a keyed pseudonym of the person: the survivor's, where numbers were merged
  incumbent_practitioner, -- the provider who had the person when they were claimed
  incumbent_facility, -- where
  challenger_practitioner, -- the provider who claimed them
  challenger_facility, -- where
  effective_on, -- the day of the challenger's claim
  resolution, -- superseded: the later claim stood at once; else how a claim that was held ended; held: it waits
  resolved_on, -- when; NULL while it waits
  submission_id, -- the file of the challenger's claim
  line_no -- the challenger's claim
) as
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
