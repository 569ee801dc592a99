-- One row per line of claim, answer and action whose outcome would be another: those judged before, and where asked for the new ones too.
select
  l.change,
  l.phn,
  coalesce(person_key(l.phn)::varchar, '') as person_key,
  coalesce(l.practitioner, '') as practitioner_number,
  coalesce(l.facility, '') as facility_number,
  l.effective_on,
  l.record,
  coalesce(l.before, '') as before,
  l.after,
  coalesce(array_to_string(h.reasons, ','), '') as reasons,
  s.submission_id,
  l.line_no
from planned_line as l
join submission_now as s on s.file_no = l.file_no
left join hinted as h on h.file_no = l.file_no and h.line_no = l.line_no
where $new or l.before is not null
order by l.change, s.submission_id, l.line_no
limit $limit
