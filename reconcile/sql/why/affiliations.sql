-- One row per affiliation in force of the providers named: where each worked, as what, and when.
select
  a.practitioner_number,
  a.facility_number,
  a.role,
  a.effective_from,
  a.effective_to,
  s.file_name,
  a.line_no
from affiliations as a
join submission as s using (file_no)
where list_contains($practitioners::varchar[], a.practitioner_number)
order by a.practitioner_number, a.facility_number, a.effective_from, a.role
