-- Applied, or ignored when it is about another fee item: returns that pass.
insert into verdict
select a.file_no, a.line_no, if(a.other_fee_item, 'ignored', 'applied')
from answer_line as a
where not exists (select 1 from failed as f where f.file_no = a.file_no and f.line_no = a.line_no)
