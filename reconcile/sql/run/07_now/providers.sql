-- One row per provider: the `providers` feed as it is in force with what arrives tonight.
create or replace temp view providers_now as
from providers as f
where not exists (select 1 from newer_providers as n where n.practitioner_number = f.practitioner_number)
union all
from newer_providers
