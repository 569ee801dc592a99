-- One row per endorsement in force by the providers named: whom each lets act for them, and when.
select
  e.practitioner_number,
  e.delegate_id,
  e.endorsed_from,
  e.endorsed_to,
  e.confirmed_on,
  s.file_name,
  e.line_no
from endorsements as e
join submission as s using (file_no)
where list_contains($practitioners::varchar[], e.practitioner_number)
order by e.practitioner_number, e.delegate_id, e.endorsed_from
