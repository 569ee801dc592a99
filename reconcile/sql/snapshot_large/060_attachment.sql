-- One row per attachment as now known that the claim which opened it does not tell whole.
create table snapshot.stored.attachment as
select
  person_key(phn) as person_key, practitioner, facility, status, valid_from, valid_to, close_reason, file_no, line_no
from attachment_apart
where known_to is null
