-- One row per evidence line, with its one outcome.
create table snapshot.lines as
select submission_id, line_no, record, practitioner_number, facility_number, person_key, effective_on, outcome, reasons, warnings
from lines
