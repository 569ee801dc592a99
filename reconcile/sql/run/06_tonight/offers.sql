-- One row per offer of a provider to a household whose newest row arrives tonight; none yet.
create or replace temp table newer_offers as
from offers
limit 0
