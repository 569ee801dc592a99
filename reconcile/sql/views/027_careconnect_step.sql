-- One row per person, clinic, step of having access to CareConnect and, of the undertaking for PharmaNet, supervising physician.
-- Who they are, the account and the training are of the person, wherever they were recorded; access and the undertaking are of the clinic.
create or replace view careconnect_step as
with record as (
  select a.subject_kind, a.subject, a.facility_number, a.step, a.for_practitioner, a.done_on
  from access_on_record as a
  where a.system = 'CareConnect' and a.known
),

personal as (
  select
    subject_kind,
    subject,
    min(done_on) filter (step = 'identity') as identity_on,
    min(done_on) filter (step = 'account') as account_on,
    min(done_on) filter (step = 'privacy_training') as training_on
  from record
  group by subject_kind, subject
),

of_clinic as (
  select subject_kind, subject, facility_number, min(done_on) as access_on
  from record
  where step = 'clinic_access'
  group by subject_kind, subject, facility_number
),

-- A physician who no longer practises at the clinic supervises nobody there. With no affiliation on record nobody can be said to.
undertaking as (
  select r.subject_kind, r.subject, r.facility_number, r.for_practitioner, min(r.done_on) as done_on
  from record as r
  left join practises as w on w.practitioner_number = r.for_practitioner and w.facility_number = r.facility_number
  where r.step = 'pharmanet_undertaking'
    and r.for_practitioner is not null
    and (w.practitioner_number is not null or not exists (select practitioner_number from affiliations))
  group by r.subject_kind, r.subject, r.facility_number, r.for_practitioner
),

step as (
  select
    p.subject_kind,
    p.subject,
    p.facility_number,
    null::varchar as for_practitioner,
    unnest([
      {step: 'identity', step_no: 1, done_on: o.identity_on, what_next: 'have their identity verified'},
      {step: 'account', step_no: 2, done_on: o.account_on, what_next: 'get a CareConnect account'},
      {step: 'clinic_access', step_no: 3, done_on: c.access_on, what_next: 'be given access at the clinic'},
      {step: 'privacy_training', step_no: 4, done_on: o.training_on, what_next: 'take the privacy training'}
    ], recursive := true)
  from careconnect_place as p
  left join personal as o using (subject_kind, subject)
  left join of_clinic as c using (subject_kind, subject, facility_number)
  union all
  select
    p.subject_kind,
    p.subject,
    p.facility_number,
    u.for_practitioner,
    'pharmanet_undertaking',
    5,
    u.done_on,
    coalesce(
      'sign the PharmaNet undertaking under physician ' || u.for_practitioner,
      'sign the PharmaNet undertaking: none names a supervising physician who practises at the clinic'
    )
  from careconnect_place as p
  left join undertaking as u using (subject_kind, subject, facility_number)
  where p.subject_kind <> 'provider' or u.for_practitioner is not null
)

select s.subject_kind, s.subject, s.facility_number, s.for_practitioner, s.step, s.step_no, s.done_on, coalesce(s.done_on <= t.as_of, false) as done, s.what_next
from step as s
cross join today as t
