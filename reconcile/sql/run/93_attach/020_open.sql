-- Attachments apart that nobody knew until now, and those that claims told whole until now: their known time is closed.
insert into attachment_apart
select f.*, getvariable('run_no'), null
from apart as f
anti join (select file_no, line_no from attachment_apart where known_to is null) as a using (file_no, line_no)
union all
select
  c.phn, c.practitioner, c.facility, 'Confirmed', c.service_date, null, null, c.file_no, c.line_no, null, null,
  n.known_before, getvariable('run_no')
from claim_changed as n
join stored_claim as c on c.file_no = n.file_no and c.line_no = n.line_no
where n.known_before is not null and n.known_from is null
