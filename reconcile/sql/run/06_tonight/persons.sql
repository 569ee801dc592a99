-- One row per PHN whose newest row arrives tonight; none yet.
create or replace temp table newer_persons as
from persons
limit 0
