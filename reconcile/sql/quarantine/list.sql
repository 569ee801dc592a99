-- One row per line that is or was in quarantine and passes the filters; a filter that is null lets everything pass.
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
  q.state::varchar as state
from quarantine as q
where ($state = 'all' or q.state = $state)
  and ($reason::varchar is null or list_contains(q.reasons, $reason))
  and ($provider::varchar is null or q.practitioner_number = $provider)
  and ($file::varchar is null or q.file_name = $file or starts_with(q.submission_id, lower($file)))
  and ($channel::varchar is null or q.channel = $channel)
  and (
    $before::date is null
    or q.submission_id in (select s.submission_id from submission as s where s.status = 'accepted' and s.received_on < $before::date)
  )
order by q.first_run desc, q.submission_id, q.line_no
limit $limit
