-- One row per portal claim.
create or replace view portal_events as
select s.submission_id, p.line_no, number_shown(p.practitioner_number) as practitioner_number, p.fee_item, p.service_date, p.year, p.state
from portal_event as p
join submission as s using (file_no)
