-- One row per person on the Health Connect Registry who waits or has been offered a provider: who they are, and what the registry knows of them on the as-of date.
-- Whoever stands on the list twice waits as who registered first. Whose every offer has been declined or has lapsed waits again, though the list may still say offered.
create or replace temp table waiting_registrant as
with answered as (
  select distinct household_id
  from offers_now
  anti join offer_open using (household_id)
),

listed as (
  select
    r.* replace (if(r.status = 'offered' and a.household_id is not null, 'active', r.status) as status),
    coalesce(m.person, r.phn) as person
  from registrants_now as r
  left join survivor_now as m on m.phn = r.phn
  left join answered as a on a.household_id = r.household_id
  where r.status in ('active', 'offered')
),

attached as (
  select phn as person, practitioner, facility, valid_from
  from known_after
  semi join listed on listed.person = known_after.phn
  where status <> 'Pending'
    and valid_from <= getvariable('as_of')::date
    and coalesce(valid_to > getvariable('as_of')::date, true)
)

select
  a.registrant_id,
  a.status,
  a.household_id,
  a.person,
  coalesce(p.birth_date, a.birth_date) as birth_date,
  a.registered_on,
  a.last_contact_on,
  a.chsa,
  coalesce(a.any_distance, false) as any_distance,
  lower(trim(a.language)) as language,
  coalesce(a.language_required, false) as language_required,
  upper(trim(a.provider_gender)) as provider_gender,
  coalesce(a.provider_gender_required, false) as provider_gender_required,
  coalesce(a.complexity, 'low') as complexity,
  coalesce(a.pregnant_or_newborn, false) as pregnant_or_newborn,
  coalesce(a.attached_but_leaving, false) as attached_but_leaving,
  coalesce(p.deceased_on <= getvariable('as_of')::date, false) as deceased,
  p.deceased_on,
  n.text as practitioner_number,
  f.text as facility_number,
  t.valid_from as attached_on,
  coalesce(v.left_practice_on <= getvariable('as_of')::date, false) as provider_left,
  row_number() over registrations as registration,
  first_value(a.household_id) over registrations as first_household,
  first_value(a.status) over registrations as first_status
from listed as a
left join persons_now as p on p.phn = a.person
left join attached as t using (person)
left join number_now as n on n.code = t.practitioner
left join number_now as f on f.code = t.facility
left join providers_now as v on v.practitioner_number = n.text
window registrations as (partition by a.person order by a.registered_on, a.registrant_id)
