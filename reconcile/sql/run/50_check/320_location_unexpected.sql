-- Warned: the service location is none in use, or one no longer accepted.
create or replace temp view warning_location_unexpected as
select file_no, line_no, 'location_unexpected' as warning
from attach_line
where judged and getvariable('location_unexpected') = 'warn'
  and location_unexpected
