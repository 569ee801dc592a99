-- One row per period of MSP coverage of a PHN whose newest row arrives tonight; none yet.
create or replace temp table newer_coverage as
from coverage
limit 0
