-- One row per step of a provider, delegate or other person, and of a provider also per step that others take to work for them.
select subject_kind, subject, facility_number, for_practitioner, system, step, done, done_on, next, what_next
from readiness_steps
where subject = $subject::varchar or for_practitioner = $subject::varchar
order by
  subject = $subject::varchar desc,
  case subject_kind when 'provider' then 1 when 'delegate' then 2 else 3 end,
  subject, system desc, facility_number nulls first, step_no, step, for_practitioner nulls first
