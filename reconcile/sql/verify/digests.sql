-- One row per run that is done: the digest and the number of the attachments that the registry says were known after it.
-- The halves of a row's hash count from the run that opened the row to the run that closed it, so one look at each row gives every run's digest.
with hashed as (
  select
    a.known_from,
    a.known_to,
    attachment_hash(
      a.phn, p.text, f.text, a.status, a.valid_from, a.valid_to, a.close_reason, s.submission_id, a.line_no
    ) as h
  from stored_attachment as a
  join submission as s using (file_no)
  join number as p on p.code = a.practitioner
  join number as f on f.code = a.facility
),

half as (
  select
    known_from,
    known_to,
    (h & 18446744073709551615::uhugeint)::hugeint as low,
    (h >> 64)::hugeint as high
  from hashed
),

changed as (
  select known_from as run_no, count(*)::hugeint as attachments, sum(low) as low, sum(high) as high
  from half
  group by known_from
  union all
  select known_to, -count(*)::hugeint, -sum(low), -sum(high)
  from half
  where known_to is not null
  group by known_to
),

changed_by as (
  select run_no, sum(attachments) as attachments, sum(low) as low, sum(high) as high
  from changed
  group by run_no
),

known as (
  select
    run_no,
    r.run_id,
    r.state,
    coalesce(sum(c.attachments) over upto, 0) as attachments,
    coalesce(sum(c.low) over upto, 0) as low,
    coalesce(sum(c.high) over upto, 0) as high
  from run as r
  full join changed_by as c using (run_no)
  window upto as (order by run_no rows between unbounded preceding and current row)
)

select
  run_id,
  md5(concat(attachments, '|', low, '|', high)) as registry_digest,
  attachments::bigint as attachments
from known
where state = 'done'
order by run_no
