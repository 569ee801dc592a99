-- One row per attachment and span of runs that knew it so: what the relations of attachments are made of.
create view stored.attachment_known as
select
  person_key, practitioner, facility, 'Confirmed' as status, effective_on as valid_from, null::date as valid_to,
  null::varchar as close_reason, file_no, line_no, known_from, null::integer as known_to
from stored.claim_line
where known_from is not null
union all
select
  person_key, practitioner, facility, status::varchar, valid_from, valid_to, close_reason::varchar, file_no, line_no,
  known_from, known_to
from stored.attachment
