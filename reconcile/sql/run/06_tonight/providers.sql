-- One row per provider whose newest row arrives tonight; none yet.
create or replace temp table newer_providers as
from providers
limit 0
