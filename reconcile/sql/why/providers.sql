-- One row per provider in force among those named, with where the feed says so.
select
  p.practitioner_number,
  coalesce(p.provider_type, '') as provider_type,
  s.file_name,
  p.line_no
from providers as p
join submission as s using (file_no)
where list_contains($practitioners::varchar[], p.practitioner_number)
order by p.practitioner_number
