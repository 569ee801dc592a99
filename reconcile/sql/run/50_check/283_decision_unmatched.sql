-- A decision of an administrator names no line that is known, or releases one that is no claim.
create or replace temp view reason_decision_unmatched as
select d.file_no, d.line_no, 'decision_unmatched' as reason
from decision_now as d
where d.reasons is null
  and not exists (select 1 from decided as n where n.file_no = d.file_no and n.line_no = d.line_no)
