-- One row per person on the panels of a provider on a day, as the registry knew it after a run; a facility that is null is any. A pending row holds on no day.
-- The status is the one that the row then had: of an attachment that was known to end later, how it ends.
select
  a.phn,
  p.text as practitioner_number,
  f.text as facility_number,
  a.status::varchar as status,
  a.valid_from,
  a.valid_to,
  coalesce(a.close_reason::varchar, '') as close_reason,
  s.submission_id,
  s.file_name,
  a.line_no
from stored_attachment as a
join number as p on p.code = a.practitioner
join number as f on f.code = a.facility
join submission as s using (file_no)
where a.known_from <= $known
  and (a.known_to is null or a.known_to > $known)
  and a.status <> 'Pending'
  and a.valid_from <= $valid::date
  and (a.valid_to is null or a.valid_to > $valid::date)
  and p.text = $provider
  and ($facility::varchar is null or f.text = $facility)
order by facility_number, a.valid_from, s.submission_id, a.line_no, a.phn
limit $limit
