-- One row per person waiting on the Health Connect Registry: the `registrants` feed as it is in force with what arrives tonight.
create or replace temp view registrants_now as
from registrants as f
anti join newer_registrants as n on n.registrant_id = f.registrant_id
union all
from newer_registrants
