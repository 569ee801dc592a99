-- One row per line and warning.
create or replace temp view warning_now as
select file_no, line_no, warning
from (
  from warning_warned_by_reader
  union all
  from warning_location_unexpected
  union all
  from warning_service_date_stale
  union all
  from warning_merge
)
