-- One row per row of the `access` feed in force, with who the person is and which step is meant: one of a spelling that is not known keeps its own words, and no number.
create or replace view access_on_record as
with own as (
  select bc_provider_id, min(practitioner_number) as practitioner_number
  from providers
  where trim(bc_provider_id) <> ''
  group by bc_provider_id
),

known as (
  select practitioner_number from providers
  union
  select practitioner_number from affiliations
),

delegate as (select distinct delegate_id from endorsements)

select
  case when n.practitioner_number is not null or o.practitioner_number is not null then 'provider' when d.delegate_id is not null then 'delegate' else 'staff' end
    as subject_kind,
  coalesce(n.practitioner_number, o.practitioner_number, a.person_id) as subject,
  a.facility_number,
  a.system,
  coalesce(s.step, lower(trim(a.step))) as step,
  s.step is not null as known,
  a.for_practitioner,
  a.done_on
from access as a
left join known as n on n.practitioner_number = a.person_id
left join own as o on o.bc_provider_id = a.person_id
left join delegate as d on d.delegate_id = a.person_id
left join access_spelling as s
  on s.system = a.system and s.spelling = trim(regexp_replace(lower(a.step), '[^a-z0-9]+', ' ', 'g'))
