-- One row per line of the ACG file, with values of their types.
create temp table acg_line as
select line_no, phn, person_key, band, weight::decimal(13, 4) as weight
from acg_read
