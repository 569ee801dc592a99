-- One row per delegate, provider and first day: the `endorsements` feed as it is in force with what arrives tonight.
create or replace temp view endorsements_now as
from endorsements as f
anti join newer_endorsements as n on n.delegate_id = f.delegate_id and n.practitioner_number = f.practitioner_number and n.endorsed_from = f.endorsed_from
union all
from newer_endorsements
