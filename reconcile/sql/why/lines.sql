-- One row per claim and registry action that names the person under any of their PHNs, with what became of it.
-- The PHNs come as a list: so the filter reaches the tables below the view, and not all of them is joined.
select
  s.file_no,
  l.line_no,
  l.record::varchar as record,
  coalesce(c.event::varchar, a.action) as event,
  s.submission_id,
  s.channel::varchar as channel,
  s.file_name,
  s.received_at,
  s.received_on,
  coalesce(r.run_id, '') as run_id,
  l.phn,
  coalesce(l.practitioner_number, '') as practitioner_number,
  coalesce(if(a.action = 'remove', a.facility_number, l.facility_number), '') as facility_number,
  l.effective_on,
  l.outcome::varchar as outcome,
  array_to_string(l.reasons, ',') as reasons,
  array_to_string(l.warnings, ',') as warnings,
  coalesce(a.actor_id, '') as actor_id,
  coalesce(a.actor_role, '') as actor_role,
  coalesce(c.data_centre, '') as data_centre,
  coalesce(c.sequence, -1) as sequence
from lines as l
join submission as s on s.submission_id = l.submission_id and s.status = 'accepted'
left join run as r using (run_no)
left join claim as c on c.file_no = s.file_no and c.line_no = l.line_no
left join action as a on a.file_no = s.file_no and a.line_no = l.line_no
where list_contains($phns::bigint[], l.phn) and l.record in ('C02', 'DRBILL', 'actions')
order by s.received_at, s.submission_id, l.line_no
