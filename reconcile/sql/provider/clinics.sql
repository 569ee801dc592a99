-- One row per affiliation in force of the provider: where they work or worked, as what, and when.
select
  a.facility_number,
  coalesce(c.clinic_name, '') as clinic_name,
  a.role,
  a.effective_from,
  a.effective_to,
  c.closed_on,
  s.file_name,
  a.line_no
from affiliations as a
join submission as s using (file_no)
left join clinics as c using (facility_number)
where a.practitioner_number = $practitioner
order by a.effective_to desc nulls first, a.facility_number, a.role, a.effective_from
