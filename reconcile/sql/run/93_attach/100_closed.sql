-- One row per person who was attached and whose attachment this run knows otherwise or no longer.
create or replace temp table closed_tonight as
select phn, practitioner, facility, valid_from, file_no, line_no
from attachment_apart
where known_to = getvariable('run_no') and status = 'Confirmed'
