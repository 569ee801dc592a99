-- One row per person waiting on the Health Connect Registry, without registrant ids, with a birth year, and a key for the household.
insert into snapshot.registrants
select
  person_key(coalesce(m.person, r.phn)) as person_key,
  text_key(r.household_id) as household_key,
  year(r.birth_date) as birth_year,
  r.registered_on,
  r.last_contact_on,
  r.status,
  r.chsa,
  r.any_distance,
  text_shown(r.language) as language,
  r.language_required,
  text_shown(r.provider_gender) as provider_gender,
  r.provider_gender_required,
  r.complexity,
  r.pregnant_or_newborn,
  r.attached_but_leaving
from registrants as r
left join survivor as m on m.phn = r.phn
