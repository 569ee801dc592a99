-- One row per PHN that was merged into the person, with the feed row that said so.
select m.phn, coalesce(s.file_name, '') as file_name, coalesce(p.line_no, 0) as line_no
from survivor as m
left join persons as p on p.phn = m.phn
left join submission as s using (file_no)
where m.person = $person::bigint
order by m.phn
