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
  a.facility_number,
  a.new_facility_number,
  a.actor_id,
  a.actor_role,
  a.acted_on as effective_on,
  a.content,
  o.ordinal,
  o.received_at,
  o.received_on,
  a.phn is not null and (a.reasons is null or not contains(a.reasons, 'phn_')) as phn_read,
  a.reasons is null or (a.reasons <> 'feed_value_invalid' and not contains(a.reasons, 'practitioner_invalid')) as practitioner_read,
  a.reasons is null or (a.reasons <> 'feed_value_invalid' and not contains(a.reasons, 'facility_')) as facility_read,
  p.phn is not null as person_known,
  pr.practitioner_number is not null as practitioner_known,
  a.facility_number is null or cl.facility_number is not null as facility_known,
  a.new_facility_number is null or nc.facility_number is not null as new_facility_known
from action as a
join submission_order as o using (file_no)
left join survivor as m on m.phn = a.phn
left join persons as p on p.phn = coalesce(m.person, a.phn)
left join providers as pr on pr.practitioner_number = a.practitioner_number
left join clinics as cl on cl.facility_number = a.facility_number
left join clinics as nc on nc.facility_number = a.new_facility_number
