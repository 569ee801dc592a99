-- The 128-bit hash of one attachment, of which the registry's digest is made. NULL is '~', which no value is.
create or replace temp macro attachment_hash(
  phn, practitioner_number, facility_number, status, valid_from, valid_to, close_reason, submission_id, line_no
) as
  md5_number(concat(
    phn, '|', practitioner_number, '|', facility_number, '|', status, '|',
    valid_from, '|', coalesce(valid_to::varchar, '~'), '|', coalesce(close_reason::varchar, '~'), '|',
    submission_id, '|', line_no
  ))
