-- One row per provider: which steps of taking part in PAS are done on the day, and whether those are that the policy asks for.
-- Availability that was stated again since, up to the run's own day, counts: the feed keeps the newest statement only, and it says nothing against the earlier ones.
-- The steps are those of readiness, of the feeds as they were known then. Steps for PAS in the access feed count besides. What no feed says of anybody is asked of nobody.
create temp table participation as
with named as (
  select practitioner_number, practitioner_number as person_id from providers_now
  union
  select practitioner_number, bc_provider_id from providers_now where bc_provider_id is not null
),

other as (
  select n.practitioner_number, count(*) as steps, count(*) filter (a.done_on <= getvariable('as_of')) as done
  from named as n
  join access_now as a using (person_id)
  where a.system = 'PAS'
    and (a.for_practitioner is null or a.for_practitioner = n.practitioner_number)
  group by n.practitioner_number
),

practises as (
  select distinct practitioner_number, facility_number
  from affiliations_now
  where role in ('provider', 'medical_director')
    and effective_from <= getvariable('as_of')
    and getvariable('as_of') <= coalesce(effective_to, getvariable('as_of'))
),

open_facility as (
  select facility_number
  from clinics_now
  where coalesce(opened_on, getvariable('as_of')) <= getvariable('as_of')
    and getvariable('as_of') <= coalesce(closed_on, getvariable('as_of'))
),

at_clinic as (
  select w.practitioner_number, bool_or(o.facility_number is not null or not k.clinics) as is_open
  from practises as w
  cross join check_on as k
  left join open_facility as o using (facility_number)
  group by w.practitioner_number
),

submitted as (
  select distinct n.text as practitioner_number
  from attachment_known as a
  join number as n on n.code = a.practitioner
  where a.valid_from <= getvariable('as_of')
),

stated as (
  select distinct p.practitioner_number
  from preferences_now as p
  join practises as w using (practitioner_number, facility_number)
  where p.updated_on between getvariable('as_of')::date - 90 and greatest(getvariable('as_of')::date, getvariable('known_as_of')::date)
),

provider as (
  select practitioner_number from providers_now
  union
  select practitioner_number from people
),

step as (
  select
    p.practitioner_number,
    f.bc_provider_id is not null as has_bc_provider_id,
    coalesce(f.authenticator_on <= getvariable('as_of'), false) as has_authenticator,
    c.practitioner_number is not null as in_clinic_record,
    coalesce(c.is_open, false) as has_facility,
    u.practitioner_number is not null as panel_submitted,
    s.practitioner_number is not null as availability_stated,
    coalesce(o.steps, 0) as other_steps,
    coalesce(o.done, 0) as other_steps_done
  from provider as p
  left join providers_now as f using (practitioner_number)
  left join at_clinic as c using (practitioner_number)
  left join submitted as u using (practitioner_number)
  left join stated as s using (practitioner_number)
  left join other as o using (practitioner_number)
)

select
  s.*,
  (s.has_bc_provider_id or not q.bc_provider_id or not k.providers)
  and (s.has_authenticator or not q.authenticator or not k.providers)
  and (s.in_clinic_record or not q.affiliation or not k.affiliations)
  and (s.has_facility or not q.facility_number or not k.affiliations)
  and (s.panel_submitted or not q.panel)
  and (s.availability_stated or not q.availability or not k.preferences)
  and s.other_steps_done = s.other_steps as participates
from step as s
cross join pas_step_asked as q
cross join check_on as k
