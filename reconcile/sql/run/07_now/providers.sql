-- One row per provider: the `providers` feed as it is in force with what arrives tonight.
create or replace temp view providers_now as
from providers as f
anti join newer_providers as n on n.practitioner_number = f.practitioner_number
union all
from newer_providers
