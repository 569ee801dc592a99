-- One row per provider, or per other person and clinic, and system: the steps done and missing on the as-of date of the run. Of a delegate one row per provider they act for.
create view readiness (
  subject_kind, -- provider, delegate or staff (anybody else)
  practitioner_number, -- the provider; NULL of others
  subject_key, -- a keyed pseudonym of a delegate or a person of a team; NULL of providers
  facility_number, -- the clinic; NULL where the steps are of no clinic
  for_practitioner, -- of a delegate, the provider they act for; else NULL
  system, -- PAS, CareConnect or OneHealthID
  steps, -- steps there are
  done, -- steps that are done
  ready, -- whether all of them are
  steps_done, -- which are done, in their order, as in readiness_steps; NULL: none
  steps_missing, -- which are not, in their order; NULL: none
  next_step, -- the first that is missing; NULL: none is
  what_next -- what to do next, in words; NULL: nothing
) as
select
  subject_kind,
  practitioner_number,
  subject_key,
  facility_number,
  if(subject_kind = 'delegate' and system = 'OneHealthID', for_practitioner, null) as for_practitioner,
  system,
  count(*) as steps,
  count(*) filter (done) as done,
  bool_and(done) as ready,
  list(step order by step_no, step, for_practitioner) filter (done) as steps_done,
  list(step order by step_no, step, for_practitioner) filter (not done) as steps_missing,
  max(step) filter (next) as next_step,
  max(what_next) filter (next) as what_next
from readiness_steps
group by
  subject_kind, practitioner_number, subject_key, facility_number,
  if(subject_kind = 'delegate' and system = 'OneHealthID', for_practitioner, null), system
