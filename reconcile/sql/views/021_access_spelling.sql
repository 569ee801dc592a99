-- One row per system and spelling of a step in the `access` feed, with the step that is meant. A spelling is in small letters, its words parted by one blank.
create or replace view access_spelling as
select system, spelling, step
from (
  values
  ('PAS', 'bc provider id', 'bc_provider_id'),
  ('PAS', 'bc provider identifier', 'bc_provider_id'),
  ('PAS', 'authenticator', 'authenticator'),
  ('PAS', 'multi factor authentication', 'authenticator'),
  ('PAS', 'mfa', 'authenticator'),
  ('CareConnect', 'identity', 'identity'),
  ('CareConnect', 'identity proofing', 'identity'),
  ('CareConnect', 'identity verification', 'identity'),
  ('CareConnect', 'account', 'account'),
  ('CareConnect', 'careconnect account', 'account'),
  ('CareConnect', 'user account', 'account'),
  ('CareConnect', 'clinic access', 'clinic_access'),
  ('CareConnect', 'site access', 'clinic_access'),
  ('CareConnect', 'access', 'clinic_access'),
  ('CareConnect', 'privacy training', 'privacy_training'),
  ('CareConnect', 'privacy', 'privacy_training'),
  ('CareConnect', 'training', 'privacy_training'),
  ('CareConnect', 'pharmanet undertaking', 'pharmanet_undertaking'),
  ('CareConnect', 'pharmanet', 'pharmanet_undertaking'),
  ('CareConnect', 'undertaking', 'pharmanet_undertaking')
) as s (system, spelling, step)
