-- One row per provider as in force, without names.
insert into snapshot.providers
select
  practitioner_number,
  provider_type,
  text_shown(gender) as gender,
  text_shown(languages) as languages,
  text_shown(bc_provider_id) as bc_provider_id,
  authenticator_on,
  new_to_practice_on,
  left_practice_on,
  monthly_target,
  target_until
from providers
