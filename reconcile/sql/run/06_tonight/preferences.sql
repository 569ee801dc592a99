-- One row per provider and clinic whose newest row arrives tonight; none yet.
create or replace temp table newer_preferences as
from preferences
limit 0
