-- One row per spelling of a CareConnect step in the `access` feed, with the step that is meant and its place among the steps. A spelling is in small letters, its words parted by one blank.
create or replace view access_spelling as
select spelling, step, step_no
from (
  values
  ('identity', 'identity', 1),
  ('identity proofing', 'identity', 1),
  ('identity verification', 'identity', 1),
  ('account', 'account', 2),
  ('careconnect account', 'account', 2),
  ('user account', 'account', 2),
  ('clinic access', 'clinic_access', 3),
  ('site access', 'clinic_access', 3),
  ('access', 'clinic_access', 3),
  ('privacy training', 'privacy_training', 4),
  ('privacy', 'privacy_training', 4),
  ('training', 'privacy_training', 4),
  ('pharmanet undertaking', 'pharmanet_undertaking', 5),
  ('pharmanet', 'pharmanet_undertaking', 5),
  ('undertaking', 'pharmanet_undertaking', 5)
) as s (spelling, step, step_no)
