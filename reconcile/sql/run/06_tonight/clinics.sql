-- One row per clinic whose newest row arrives tonight; none yet.
create or replace temp table newer_clinics as
from clinics
limit 0
