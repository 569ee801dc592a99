-- One row per provider and clinic: the `preferences` feed as it is in force with what arrives tonight.
create or replace temp view preferences_now as
from preferences as f
anti join newer_preferences as n on n.practitioner_number = f.practitioner_number and n.facility_number = f.facility_number
union all
from newer_preferences
