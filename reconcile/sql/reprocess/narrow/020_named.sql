-- One row per return line or debit request that names a claim, with the person that claim is about.
create or replace temp table named_person as
with naming as (
  select file_no, line_no, named.file_no as named_file_no, named.line_no as named_line_no
  from answer_named
  union all
  select file_no, line_no, named.file_no, named.line_no
  from debit_named
)

select n.file_no, n.line_no, c.phn
from naming as n
join claim_now as c on c.file_no = n.named_file_no and c.line_no = n.named_line_no
where c.phn is not null
