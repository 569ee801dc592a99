-- Warned: the service location is none in use, or one no longer accepted.
insert into line_warning
select file_no, line_no, 'location_unexpected'
from attach_line
where judged and getvariable('location_unexpected') = 'warn'
  and location_unexpected(record, service_location, effective_on)
