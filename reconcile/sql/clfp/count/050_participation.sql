-- One row per provider: what is known of taking part in PAS, on the day. Steps are those of the access feed under the provider's own number, or BC Provider ID.
create temp table participation as
with step as (
  select p.practitioner_number, count(*) as steps, count(*) filter (a.done_on <= getvariable('as_of')) as done
  from providers_now as p
  join access_now as a on a.person_id in (p.practitioner_number, p.bc_provider_id)
  where a.system = 'PAS'
    and (a.for_practitioner is null or a.for_practitioner = p.practitioner_number)
  group by p.practitioner_number
),

affiliated as (
  select distinct practitioner_number
  from affiliations_now
  where role in ('provider', 'medical_director')
    and effective_from <= getvariable('as_of')
    and getvariable('as_of') <= coalesce(effective_to, getvariable('as_of'))
),

submitted as (
  select distinct n.text as practitioner_number
  from attachment_known as a
  join number as n on n.code = a.practitioner
  where a.valid_from <= getvariable('as_of')
),

provider as (
  select practitioner_number from providers_now
  union
  select practitioner_number from people
)

select
  p.practitioner_number,
  coalesce(s.steps, 0) as pas_steps,
  coalesce(s.done, 0) as pas_steps_done,
  f.practitioner_number is not null as has_facility,
  u.practitioner_number is not null as panel_submitted,
  (not (select access from check_on) or coalesce(s.steps > 0 and s.done = s.steps, false))
  and f.practitioner_number is not null
  and u.practitioner_number is not null as participates
from provider as p
left join step as s using (practitioner_number)
left join affiliated as f using (practitioner_number)
left join submitted as u using (practitioner_number)
