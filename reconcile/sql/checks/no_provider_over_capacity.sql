-- Offending: a provider and facility proposed to more people than there is room for.
-- An offending row has no line: 0, 0.
with proposed as (
  select practitioner_number, facility_number, sum(size) as people
  from match_household
  where practitioner_number is not null
  group by practitioner_number, facility_number
)

select 0 as file_no, 0 as line_no
from proposed as p
left join provider_capacity as c using (practitioner_number, facility_number)
where p.people > coalesce(c.capacity, 0)
