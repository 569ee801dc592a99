-- One row per registry action: the row beside what the feeds in force say of its person, provider and clinics.
-- A row that could not be cut into its columns (feed_value_invalid) is judged no further.
create or replace temp table action_line as
select
  a.file_no,
  a.line_no,
  a.action_id,
  a.action,
  a.phn,
  coalesce(m.person, a.phn) as person,
  a.everyone,
  a.practitioner_number,
  pn.code as practitioner,
  fn.code as facility,
  nn.code as new_facility,
  a.actor_id,
  a.actor_role,
  a.acted_on as effective_on,
  a.content,
  o.ordinal,
  o.received_at,
  o.received_on,
  a.phn is not null and (a.reasons is null or not contains(a.reasons, 'phn_')) as phn_read,
  a.reasons is null
  or (a.reasons <> 'feed_value_invalid' and not contains(a.reasons, 'practitioner_invalid')) as practitioner_read,
  a.reasons is null
  or (a.reasons <> 'feed_value_invalid' and not contains(a.reasons, 'facility_')) as facility_read,
  p.phn is not null as person_known,
  pr.code is not null as practitioner_known,
  a.facility_number is null or cl.code is not null as facility_known,
  a.new_facility_number is null or nc.code is not null as new_facility_known
from action_now as a
join submission_order as o using (file_no)
left join number_now as pn on pn.text = a.practitioner_number
left join number_now as fn on fn.text = a.facility_number
left join number_now as nn on nn.text = a.new_facility_number
left join survivor_now as m on m.phn = a.phn
left join persons_now as p on p.phn = coalesce(m.person, a.phn)
left join provider_known as pr on pr.code = pn.code
left join clinic_known as cl on cl.code = fn.code
left join clinic_known as nc on nc.code = nn.code
