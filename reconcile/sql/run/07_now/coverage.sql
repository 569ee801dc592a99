-- One row per period of MSP coverage of a PHN: the `coverage` feed as it is in force with what arrives tonight.
create or replace temp view coverage_now as
from coverage as f
anti join newer_coverage as n on n.phn = f.phn and n.coverage_from = f.coverage_from
union all
from newer_coverage
