-- One row per provider, delegate or other person, clinic, system, step and provider it is for, with keys for people.
insert into snapshot.readiness_steps
select
  subject_kind,
  if(subject_kind = 'provider', subject, null) as practitioner_number,
  if(subject_kind = 'provider', null, text_key(subject)) as subject_key,
  facility_number,
  for_practitioner,
  system,
  text_shown(step) as step,
  step_no,
  done_on,
  done,
  next,
  text_shown(what_next) as what_next
from readiness_steps
