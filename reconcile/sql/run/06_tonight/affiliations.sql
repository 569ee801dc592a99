-- One row per provider, clinic, role and first day whose newest row arrives tonight; none yet.
create or replace temp table newer_affiliations as
from affiliations
limit 0
