-- One row per attachment that is known after this run: those that were folded, and those known before of people who are not judged tonight (none where everybody is).
-- It says the same before the run has kept its evidence and after.
create or replace temp view known_after as
select *
from folded
union all
select
  phn, practitioner, facility, 'Confirmed'::attachment_status, service_date, null::date, null::close_reason,
  file_no, line_no, null::integer, null::integer
from stored_claim
anti join scope_line using (file_no, line_no)
where not getvariable('everybody')
  and known_from is not null
  and file_no not in (select file_no from tonight_submission)
union all
select * exclude (known_from, known_to)
from attachment_apart
where not getvariable('everybody') and known_to is null and phn not in (select node from scope)
