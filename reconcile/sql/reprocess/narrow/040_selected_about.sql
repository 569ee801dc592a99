-- One row per line that is selected, that a selected line decides about, or that is about somebody whom a selected line touches.
create or replace temp table selected_about as
select file_no, line_no
from selected_line
union
select file_no, line_no
from selected_decided
union
select c.file_no, c.line_no
from claim_now as c
semi join selected_person as p on p.phn = c.phn
union
select a.file_no, a.line_no
from answer_now as a
semi join selected_person as p on p.phn = a.phn
union
select a.file_no, a.line_no
from action_now as a
semi join selected_person as p on p.phn = a.phn
union
select n.file_no, n.line_no
from named_person as n
semi join selected_person as p on p.phn = n.phn
