-- A return names no claim that is known, or one of another practitioner, person or day.
create or replace temp view reason_return_unmatched as
select file_no, line_no, 'return_unmatched' as reason
from answer_line
where not other_fee_item and not agrees
  and coalesce(reasons, '') not in ('record_too_short', 'record_unknown')
