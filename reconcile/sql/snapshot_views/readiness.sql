-- One row per provider, or per other person and clinic, and system: the steps done and missing, and which is next. Of a delegate one row per provider they act for.
create view readiness as
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
