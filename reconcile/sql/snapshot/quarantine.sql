-- One row per line that is or ever was in quarantine; never the line itself.
create table snapshot.quarantine as
select
  submission_id, line_no, channel, record, practitioner_number, facility_number,
  person_key(person) as person_key, reasons, hint, first_run, state
from quarantine
