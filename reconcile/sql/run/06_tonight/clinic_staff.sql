-- One row per team member, clinic and profession whose newest row arrives tonight; none yet.
create or replace temp table newer_clinic_staff as
from clinic_staff
limit 0
