-- One row per attachment and span of runs that knew it so, with its numbers as text.
create or replace view attachment as
select
  a.phn,
  p.text as practitioner_number,
  f.text as facility_number,
  a.status,
  a.valid_from,
  a.valid_to,
  a.close_reason,
  a.file_no,
  a.line_no,
  a.closed_file_no,
  a.closed_line_no,
  a.known_from,
  a.known_to
from stored_attachment as a
join number as p on p.code = a.practitioner
join number as f on f.code = a.facility
