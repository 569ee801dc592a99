-- Offending: a file whose lines, as its reader counted them, are not the sum of their outcomes.
select s.file_no, coalesce(sum(o.lines), 0)::integer as line_no
from submission as s
left join submission_outcome as o using (file_no)
group by s.file_no, s.status, s.lines
having coalesce(sum(o.lines), 0) <> if(s.status = 'accepted', s.lines, 0)
