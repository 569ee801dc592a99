-- One row per attachment that is known now, or that this run closed: as in snapshot_large/060_attachment.
insert into snapshot.stored.attachment
select
  person_key(phn) as person_key, practitioner, facility, status, valid_from, valid_to, close_reason, file_no, line_no,
  known_from, known_to
from attachment_apart
where known_to is null or known_to = getvariable('run_no')
