-- One row per attach claim: the line, the person it names today, and how far its reader could read it.
-- A line whose reader gave a reason that stands alone is judged no further (judged is false).
create or replace temp table attach_line as
select
  c.file_no,
  c.line_no,
  c.record,
  c.data_centre,
  c.sequence,
  c.phn,
  coalesce(m.person, c.phn) as person,
  c.practitioner,
  c.facility,
  c.service_date as effective_on,
  c.location_unexpected,
  o.ordinal,
  n.reasons is null
  or n.reasons not in ('record_too_short', 'record_unknown', 'fee_item_near_miss', 'feed_value_invalid') as judged,
  c.phn is not null and (n.reasons is null or not contains(n.reasons, 'phn_')) as phn_read,
  n.reasons is null or not contains(n.reasons, 'practitioner_invalid') as practitioner_read,
  n.reasons is null or not contains(n.reasons, 'facility_') as facility_read
from claim_judged as c
join submission_order as o using (file_no)
left join note_judged as n on n.file_no = c.file_no and n.line_no = c.line_no
left join survivor_now as m on m.phn = c.phn
where c.event = 'attach'
