-- One row per quarantined line with this number in the files whose submission id begins so.
select
  q.submission_id,
  q.line_no,
  q.channel::varchar as channel,
  q.file_name,
  q.record::varchar as record,
  coalesce(q.practitioner_number, '') as practitioner_number,
  coalesce(q.facility_number, '') as facility_number,
  q.phn,
  array_to_string(q.reasons, ',') as reasons,
  coalesce(q.hint, '') as hint,
  coalesce(q.first_run, '') as first_run,
  q.state::varchar as state,
  s.received_at,
  l.effective_on as effective_on,
  coalesce(c.data_centre, w.data_centre, '') as data_centre,
  coalesce(c.sequence, w.sequence, -1) as sequence,
  coalesce(w.codes, '') as codes,
  coalesce(a.action_id, '') as action_id,
  coalesce(a.action, '') as action,
  coalesce(a.new_facility_number, '') as new_facility_number,
  coalesce(a.actor_id, '') as actor_id,
  coalesce(a.actor_role, '') as actor_role,
  q.raw
from quarantine as q
join submission as s on s.submission_id = q.submission_id and s.status = 'accepted'
left join lines as l on l.submission_id = q.submission_id and l.line_no = q.line_no
left join claim as c on c.file_no = s.file_no and c.line_no = q.line_no
left join answer as w on w.file_no = s.file_no and w.line_no = q.line_no
left join action as a on a.file_no = s.file_no and a.line_no = q.line_no
where starts_with(q.submission_id, $submission::varchar) and q.line_no = $line::integer
order by q.submission_id
limit 2
