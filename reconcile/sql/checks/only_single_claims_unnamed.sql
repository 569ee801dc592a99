-- Offending: a line with two outcomes; or an attach claim that no outcome names though more is to be said of it than that it attached somebody to whom nothing else happened.
with unnamed as (
  from attach_line
  anti join outcome_now using (file_no, line_no)
)

select file_no, line_no
from outcome_now
group by file_no, line_no
having count(*) > 1
union all
select file_no, line_no
from unnamed
where person is null
  or person <> phn
  or person in (select person from several)
  or person in (select person from stateful)
union all
select file_no, line_no
from unnamed
semi join out using (file_no, line_no)
