-- One row per person whom this run attached, or knows to be attached by another line than before.
create or replace temp view opened_tonight as
select phn, practitioner, facility, file_no, line_no
from stored_claim
where known_from = getvariable('run_no')
union all
select phn, practitioner, facility, file_no, line_no
from attachment_apart
where known_from = getvariable('run_no') and known_to is null and status = 'Confirmed'
