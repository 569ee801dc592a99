-- Offending: a line of evidence with no outcome, or with more than one.
with line as (
  select file_no, line_no from claim
  union all
  select file_no, line_no from answer
  union all
  select file_no, line_no from action
)

select l.file_no, l.line_no
from line as l
left join verdict as v on v.file_no = l.file_no and v.line_no = l.line_no
group by l.file_no, l.line_no
having count(v.outcome) <> 1
