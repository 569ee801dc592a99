-- What the fold says: claims of people to whom more than one thing happened.
create or replace temp view outcome_told as
select t.file_no, t.line_no, t.outcome
from told as t
where exists (select 1 from claim as c where c.file_no = t.file_no and c.line_no = t.line_no)
