-- Applied, or ignored when it is about another fee item: returns that pass.
create or replace temp view outcome_answers as
select a.file_no, a.line_no, if(a.other_fee_item, 'ignored', 'applied') as outcome
from answer_line as a
where not exists (select 1 from failed as f where f.file_no = a.file_no and f.line_no = a.line_no)
