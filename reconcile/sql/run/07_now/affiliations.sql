-- One row per provider, clinic, role and first day: the `affiliations` feed as it is in force with what arrives tonight.
create or replace temp view affiliations_now as
from affiliations as f
anti join newer_affiliations as n on n.practitioner_number = f.practitioner_number and n.facility_number = f.facility_number and n.role = f.role and n.effective_from = f.effective_from
union all
from newer_affiliations
