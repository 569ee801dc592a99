-- One row per person waiting on the Health Connect Registry whose newest row arrives tonight; none yet.
create or replace temp table newer_registrants as
from registrants
limit 0
