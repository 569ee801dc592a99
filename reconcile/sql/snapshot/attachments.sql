-- One row per attachment as now known.
create table snapshot.attachments as
select person_key, practitioner_number, facility_number, status, valid_from, valid_to, close_reason, submission_id, line_no
from attachments
