-- One row: the digest of the attachments known after the run, made as that run made it.
with half as (
  select
    (h & 18446744073709551615::uhugeint)::hugeint as low,
    (h >> 64)::hugeint as high
  from (
    select attachment_hash(
      a.phn, p.text, f.text, a.status, a.valid_from, a.valid_to, a.close_reason, s.submission_id, a.line_no
    ) as h
    from attachment_known as a
    join submission as s using (file_no)
    join number as p on p.code = a.practitioner
    join number as f on f.code = a.facility
  ) as hashed
)

select md5(concat(count(*), '|', coalesce(sum(low), 0), '|', coalesce(sum(high), 0))) as registry_digest
from half
