-- One row per person whom the `access` feed or a clinic's team names: whether they are a provider, a delegate or other staff, and by which number. A provider may be named by their practitioner number or their BC provider id, in either.
create or replace view subject as
with provider as (
  select practitioner_number as person_id, practitioner_number from affiliations
  union
  select practitioner_number, practitioner_number from providers
  union
  select practitioner_number, practitioner_number from panel
  union
  select trim(bc_provider_id), min(practitioner_number) from providers where trim(bc_provider_id) <> '' group by all
),

one as (select person_id, max(practitioner_number) as practitioner_number from provider group by person_id),

named as (
  select person_id from access
  union
  select person_id from clinic_staff
)

select
  n.person_id,
  case
    when p.practitioner_number is not null then 'provider'
    when n.person_id in (select delegate_id from endorsements) then 'delegate'
    else 'staff'
  end as subject_kind,
  coalesce(p.practitioner_number, n.person_id) as subject
from named as n
left join one as p using (person_id)
