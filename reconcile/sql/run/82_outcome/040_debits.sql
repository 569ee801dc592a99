-- Applied, or ignored when the claim it names is nobody's business here: debit requests that pass.
create or replace temp view outcome_debits as
select d.file_no, d.line_no, if(n.named.ours, 'applied', 'ignored') as outcome
from debit as d
join debit_named as n on n.file_no = d.file_no and n.line_no = d.line_no
where not exists (select 1 from failed as f where f.file_no = d.file_no and f.line_no = d.line_no)
