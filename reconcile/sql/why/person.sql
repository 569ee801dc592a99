-- One row: the person a PHN stands for after merges, and what the persons feed in force says of them.
with asked as (
  select coalesce((select person from survivor where phn = $phn::bigint), $phn::bigint) as person
)

select
  a.person,
  p.phn is not null as listed,
  p.deceased_on,
  p.coverage_from,
  p.coverage_to,
  coalesce(s.file_name, '') as file_name,
  coalesce(p.line_no, 0) as line_no
from asked as a
left join persons as p on p.phn = a.person
left join submission as s using (file_no)
