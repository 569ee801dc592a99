-- One row per period of MSP coverage in the coverage feed, under any PHN of the person.
select c.coverage_from, c.coverage_to, s.file_name, c.line_no
from coverage as c
join submission as s using (file_no)
left join survivor as m on m.phn = c.phn
where coalesce(m.person, c.phn) = $person::bigint
order by c.coverage_from, s.file_name, c.line_no
