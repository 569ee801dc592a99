-- One row per attachment and span of runs that knew it so, unless the claim which opened it tells it whole.
-- The person of a closed row is the one whose number it was then.
create table snapshot.stored.attachment as
select
  person_key(phn) as person_key, practitioner, facility, status, valid_from, valid_to, close_reason, file_no, line_no,
  known_from, known_to
from attachment_apart
