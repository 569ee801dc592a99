-- One row per row of the `access` feed in force, with who the person is, and of a CareConnect step that is known by name which it is; any other keeps its own words.
create or replace view access_on_record as
with provider as (
  select practitioner_number as person_id, practitioner_number from affiliations
  union
  select practitioner_number, practitioner_number from providers
  union
  select practitioner_number, practitioner_number from panel
  union
  select trim(bc_provider_id), min(practitioner_number) from providers where trim(bc_provider_id) <> '' group by all
),

named as (select person_id, max(practitioner_number) as practitioner_number from provider group by person_id)

select
  case
    when p.practitioner_number is not null then 'provider'
    when a.person_id in (select delegate_id from endorsements) then 'delegate'
    else 'staff'
  end as subject_kind,
  coalesce(p.practitioner_number, a.person_id) as subject,
  a.facility_number,
  a.system,
  coalesce(s.step, lower(trim(a.step))) as step,
  s.step_no,
  a.for_practitioner,
  a.done_on
from access as a
left join named as p using (person_id)
left join access_spelling as s
  on a.system = 'CareConnect' and s.spelling = trim(regexp_replace(lower(a.step), '[^a-z0-9]+', ' ', 'g'))
