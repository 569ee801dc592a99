-- A return names no claim that is known, or one of another practitioner, person or day.
insert into line_reason
select file_no, line_no, 'return_unmatched'
from answer_line
where not other_fee_item and not agrees
  and coalesce(reasons, '') not in ('record_too_short', 'record_unknown')
