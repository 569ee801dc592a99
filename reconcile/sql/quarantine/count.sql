-- One row: how many lines that are or were in quarantine pass the filters of the list.
select count(*) as lines
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
