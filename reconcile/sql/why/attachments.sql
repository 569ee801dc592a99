-- One row per attachment of the person as now known, with the lines that opened and closed it.
select
  a.practitioner_number,
  a.facility_number,
  a.status::varchar as status,
  a.valid_from,
  a.valid_to,
  coalesce(a.close_reason::varchar, '') as close_reason,
  a.file_no,
  a.line_no,
  coalesce(a.closed_file_no, 0) as closed_file_no,
  coalesce(a.closed_line_no, 0) as closed_line_no,
  coalesce(r.run_id, '') as known_from
from attachment as a
left join run as r on r.run_no = a.known_from
where a.phn = $person::bigint and a.known_to is null
order by a.valid_from, a.valid_to nulls last, a.file_no, a.line_no
