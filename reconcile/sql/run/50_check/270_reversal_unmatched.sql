-- A debit request names no claim that is known.
create or replace temp view reason_reversal_unmatched as
select d.file_no, d.line_no, 'reversal_unmatched' as reason
from debit as d
where coalesce(d.reasons, '') <> 'record_too_short'
  and not exists (select 1 from debit_named as n where n.file_no = d.file_no and n.line_no = d.line_no)
