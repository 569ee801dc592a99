-- One row per person, clinic, system, step and, of some, physician: the five steps to use CareConnect at the clinics where they are in the team or have a step on record, and whatever other steps the `access` feed has, after these.
-- Identity, account and training are the person's, wherever they were recorded; access and the undertaking are of the clinic.
create or replace view access_step as
with record as materialized (
  select r.subject_kind, r.subject, r.facility_number, r.system, r.step, r.step_no, r.for_practitioner, r.done_on, coalesce(m.now, true) as here
  from access_on_record as r
  left join in_practice as i on i.practitioner_number = r.subject
  left join team_then as m on m.subject = r.subject and m.facility_number = r.facility_number
  where r.subject_kind <> 'provider' or i.practitioner_number is not null
),

place as materialized (
  select p.subject_kind, p.subject, p.facility_number
  from (
    select m.subject_kind, m.subject, m.facility_number
    from team_then as m
    left join in_practice as i on i.practitioner_number = m.subject
    where m.now and (m.subject_kind <> 'provider' or i.practitioner_number is not null)
    union
    select subject_kind, subject, facility_number
    from record
    where system = 'CareConnect' and here
  ) as p
  cross join today as t
  left join clinics as c using (facility_number)
  where coalesce(c.closed_on >= t.as_of, true)
),

once as (
  select subject_kind, subject, if(step_no = 3, facility_number, null) as facility_number, step_no, min(done_on) as done_on
  from record
  where step_no < 5
  group by all
),

-- A physician who does not practise at the clinic supervises nobody there; where no affiliation at all is on record, anybody may.
undertaking as (
  select r.subject_kind, r.subject, r.facility_number, r.for_practitioner, min(r.done_on) as done_on
  from record as r
  left join practises as w on w.practitioner_number = r.for_practitioner and w.facility_number = r.facility_number
  where r.step_no = 5
    and r.for_practitioner is not null
    and (w.practitioner_number is not null or not exists (select practitioner_number from affiliations))
  group by all
),

step as (
  select
    p.subject_kind, p.subject, p.facility_number, null::varchar as for_practitioner, 'CareConnect' as system, k.step, k.step_no,
    o.done_on, k.what_next
  from place as p
  cross join (
    values
    ('identity', 1, 'have their identity verified'),
    ('account', 2, 'get a CareConnect account'),
    ('clinic_access', 3, 'be given access at the clinic'),
    ('privacy_training', 4, 'take the privacy training')
  ) as k (step, step_no, what_next)
  left join once as o
    on o.subject_kind = p.subject_kind and o.subject = p.subject and o.step_no = k.step_no
      and o.facility_number is not distinct from if(k.step_no = 3, p.facility_number, null)
  union all
  select
    p.subject_kind, p.subject, p.facility_number, u.for_practitioner, 'CareConnect', 'pharmanet_undertaking', 5,
    u.done_on,
    coalesce(
      'sign the PharmaNet undertaking under physician ' || u.for_practitioner,
      'sign the PharmaNet undertaking: none names a supervising physician who practises at the clinic'
    )
  from place as p
  left join undertaking as u using (subject_kind, subject, facility_number)
  where p.subject_kind <> 'provider' or u.for_practitioner is not null
  union all
  select
    r.subject_kind, r.subject, if(r.subject_kind = 'provider' and r.system = 'PAS', null, r.facility_number) as facility, r.for_practitioner, r.system,
    r.step, 100, min(r.done_on), 'do the step that the access feed calls ' || r.step
  from record as r
  left join place as p using (subject_kind, subject, facility_number)
  where r.step_no is null and r.here and (r.system = 'PAS' or p.subject is not null)
  group by r.subject_kind, r.subject, facility, r.for_practitioner, r.system, r.step
)

select s.subject_kind, s.subject, s.facility_number, s.for_practitioner, s.system, s.step, s.step_no, s.done_on, coalesce(s.done_on <= t.as_of, false) as done, s.what_next
from step as s
cross join today as t
