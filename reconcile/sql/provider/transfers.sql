-- One row per transfer in force that the provider gives or takes a panel in.
select
  t.transfer_id,
  if(t.from_practitioner = $practitioner, 'gives', 'takes') as side,
  if(t.from_practitioner = $practitioner, t.to_practitioner, t.from_practitioner) as other,
  coalesce(t.facility_number, '') as facility_number,
  t.announced_on,
  t.effective_on,
  coalesce(t.status, 'open') as status,
  s.file_name,
  t.line_no
from transfers as t
join submission as s using (file_no)
where t.from_practitioner = $practitioner or t.to_practitioner = $practitioner
order by t.announced_on desc, t.transfer_id
