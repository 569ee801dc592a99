-- One row per person, clinic, system, step and supervising physician: the `access` feed as it is in force with what arrives tonight.
create or replace temp view access_now as
from access as f
anti join newer_access as n on n.person_id = f.person_id and n.facility_number = f.facility_number and n.system = f.system and n.step = f.step and n.for_practitioner is not distinct from f.for_practitioner
union all
from newer_access
