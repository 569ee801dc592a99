-- Reversed or refused: claims that would otherwise stand.
create or replace temp view outcome_void as
select p.file_no, p.line_no, v.outcome
from passing as p
join void_line as v on v.file_no = p.file_no and v.line_no = p.line_no
where not exists (select 1 from duplicate_line as d where d.file_no = p.file_no and d.line_no = p.line_no)
