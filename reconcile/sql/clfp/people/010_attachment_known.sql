-- One row per attachment as known after the run: its kind on the day, from 1 on: it holds, a claim waits, it has ended, it begins later.
-- A Pending row holds on no day. One that held on no day, because it ended on the day on which it began, has ended.
create temp table attachment_known as
select
  a.phn, a.practitioner, a.facility, a.valid_from, a.valid_to, a.close_reason, a.file_no, a.line_no, a.status,
  case
    when a.status = 'Pending' then if(a.valid_from <= getvariable('as_of'), 2, 4)
    when a.valid_from <= getvariable('as_of') and (a.valid_to is null or a.valid_to > getvariable('as_of')) then 1
    when a.valid_to <= getvariable('as_of') then 3
    else 4
  end as kind
from stored_attachment as a
where a.known_from <= getvariable('run_no') and (a.known_to is null or a.known_to > getvariable('run_no'))
