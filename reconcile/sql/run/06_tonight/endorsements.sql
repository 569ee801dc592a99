-- One row per delegate, provider and first day whose newest row arrives tonight; none yet.
create or replace temp table newer_endorsements as
from endorsements
limit 0
