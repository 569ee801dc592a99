-- One row per clinic in force among those named, with the days on which it is open.
select
  c.facility_number,
  coalesce(c.clinic_name, '') as clinic_name,
  c.opened_on,
  c.closed_on,
  s.file_name,
  c.line_no
from clinics as c
join submission as s using (file_no)
where list_contains($facilities::varchar[], c.facility_number)
order by c.facility_number
