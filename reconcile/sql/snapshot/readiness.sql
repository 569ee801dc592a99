-- One row per provider, or per other person and clinic, and system: the steps done and missing, and which is next; with keys for people.
create table snapshot.readiness as
select
  subject_kind,
  if(subject_kind = 'provider', subject, null) as practitioner_number,
  if(subject_kind = 'provider', null, text_key(subject)) as subject_key,
  facility_number,
  for_practitioner,
  system,
  steps,
  done,
  ready,
  list_transform(steps_done, lambda s: text_shown(s)) as steps_done,
  list_transform(steps_missing, lambda s: text_shown(s)) as steps_missing,
  text_shown(next_step) as next_step,
  text_shown(what_next) as what_next
from readiness
