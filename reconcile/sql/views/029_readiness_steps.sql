-- One row per provider, delegate or other person, clinic, system, step and provider it is for: whether it is done on the as-of date, and which is next.
create or replace view readiness_steps as
with step as (
  select
    'provider' as subject_kind, practitioner_number as subject, null::varchar as facility_number, null::varchar as for_practitioner, 'PAS' as system,
    step, step_no, done_on, done, what_next, null::varchar as acting_for
  from pas_step
  union all
  select 'delegate', delegate_id, null, practitioner_number, 'OneHealthID', step, step_no, done_on, done, what_next, practitioner_number
  from endorsement_step
  union all
  select subject_kind, subject, facility_number, for_practitioner, system, step, step_no, done_on, done, what_next, null
  from access_step
)

select
  s.subject_kind,
  s.subject,
  s.facility_number,
  s.for_practitioner,
  s.system,
  s.step,
  s.step_no,
  s.done_on,
  s.done,
  not s.done and row_number() over (
    partition by s.subject_kind, s.subject, s.system, s.facility_number, s.acting_for, s.done
    order by s.step_no, s.step, s.for_practitioner nulls last
  ) = 1 as next,
  case
    when s.done then null
    when s.done_on > t.as_of then s.what_next || ' (on record for ' || s.done_on || ')'
    else s.what_next
  end as what_next
from step as s
cross join today as t
