-- A debit request names no claim that is known.
create or replace temp view reason_reversal_unmatched as
select d.file_no, d.line_no, 'reversal_unmatched' as reason
from claim as d
left join debit_named as n on n.file_no = d.file_no and n.line_no = d.line_no
where d.event = 'debit'
  and coalesce(d.reasons, '') <> 'record_too_short'
  and n.file_no is null
