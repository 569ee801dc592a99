-- One row per person, clinic, system, step and supervising physician whose newest row arrives tonight; none yet.
create or replace temp table newer_access as
from access
limit 0
