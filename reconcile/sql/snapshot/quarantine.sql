-- One row per line that is or ever was in quarantine; never the line itself.
insert into snapshot.quarantine
select
  submission_id, line_no, channel, record, practitioner_number, facility_number,
  person_key(person) as person_key, reasons, hint, first_run, state
from quarantine
