-- One row per attachment as now known.
create table snapshot.stored.attachment as
select
  k.code as person, a.practitioner, a.facility, a.status, a.valid_from, a.valid_to, a.close_reason,
  a.file_no, a.line_no
from stored_attachment as a
left join pseudonym as k on k.phn = a.phn
where a.known_to is null
