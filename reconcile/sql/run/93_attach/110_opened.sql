-- One row per person whom this run attached, or knows to be attached by another line than before.
-- It reads what was judged, not what was just kept: the latter is read by one thread.
create or replace temp view opened_tonight as
select phn, practitioner, facility, file_no, line_no
from whole
where file_no in (select file_no from tonight_submission)
union all
select w.phn, w.practitioner, w.facility, w.file_no, w.line_no
from whole as w
semi join (
  select file_no, line_no from claim_changed where known_before is null and known_from is not null
) as c using (file_no, line_no)
union all
select phn, practitioner, facility, file_no, line_no
from attachment_apart
where known_from = getvariable('run_no') and known_to is null and status = 'Confirmed'
