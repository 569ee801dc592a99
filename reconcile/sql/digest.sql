-- One row: a 128-bit hash of the attachments that are known after this run, independent of their order, and how many they are.
-- One hash a row, its halves summed: equal registries have equal digests, whatever path led there.
-- It reads what was folded, before it is kept; a check holds what is stored equal to it. So a plan knows the digest, and reading back what a transaction has just written takes twice as long.
with hashed as (
  select
    attachment_hash(
      a.phn, p.text, f.text, a.status, a.valid_from, a.valid_to, a.close_reason, s.submission_id, a.line_no
    ) as h
  from known_after as a
  join submission_now as s using (file_no)
  join number_now as p on p.code = a.practitioner
  join number_now as f on f.code = a.facility
)

select
  md5(concat(
    count(*), '|',
    coalesce(sum((h & 18446744073709551615::uhugeint)::hugeint), 0), '|',
    coalesce(sum((h >> 64)::hugeint), 0)
  )) as registry_digest,
  count(*) as attachments
from hashed
