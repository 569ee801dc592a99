-- One row per attach claim: the line beside what the feeds in force say of its person, provider and clinic.
-- A line whose reader gave a reason that stands alone is judged no further (judged is false).
create or replace temp table attach_line as
select
  c.file_no,
  c.line_no,
  c.record,
  c.phn,
  coalesce(m.person, c.phn) as person,
  c.practitioner_number,
  c.facility_number,
  c.service_date as effective_on,
  c.location_unexpected,
  o.ordinal,
  o.received_on,
  c.reasons is null
  or c.reasons not in ('record_too_short', 'record_unknown', 'fee_item_near_miss', 'feed_value_invalid') as judged,
  c.reasons is null or not contains(c.reasons, 'phn_') as phn_read,
  c.reasons is null or not contains(c.reasons, 'practitioner_invalid') as practitioner_read,
  c.reasons is null or not contains(c.reasons, 'facility_') as facility_read,
  p.phn is not null as person_known,
  p.deceased_on,
  p.coverage_from,
  p.coverage_to,
  pr.practitioner_number is not null as practitioner_known,
  cl.facility_number is not null as facility_known,
  cl.opened_on,
  cl.closed_on
from claim as c
join submission_order as o using (file_no)
left join survivor as m on m.phn = c.phn
left join persons as p on p.phn = coalesce(m.person, c.phn)
left join providers as pr on pr.practitioner_number = c.practitioner_number
left join clinics as cl on cl.facility_number = c.facility_number
where c.event = 'attach'
