-- One row: what the registry_digest after this run is made of: the attachments that were folded, and, where not everybody is judged, what it was made of before, less the attachments known until now of those who are.
-- One hash a row, its halves summed: equal registries have equal digests, whatever path led there.
-- It reads what was folded, before it is kept; a check holds what is stored equal to it. So a plan knows the digest, and reading back what a transaction has just written takes twice as long.
create or replace temp table digest_now as
with changed as (
  select 1 as sign, phn, practitioner, facility, status, valid_from, valid_to, close_reason, file_no, line_no
  from folded
  union all
  select -1, phn, practitioner, facility, status, valid_from, valid_to, close_reason, file_no, line_no
  from stored_attachment
  where not getvariable('everybody') and known_to is null and phn in (select node from scope)
),

hashed as (
  select
    c.sign,
    attachment_hash(
      c.phn, p.text, f.text, c.status, c.valid_from, c.valid_to, c.close_reason, s.submission_id, c.line_no
    ) as h
  from changed as c
  join submission_now as s using (file_no)
  join number_now as p on p.code = c.practitioner
  join number_now as f on f.code = c.facility
),

part as (
  select sum(sign) as attachments, sum(sign * (h & 18446744073709551615::uhugeint)::hugeint) as low, sum(sign * (h >> 64)::hugeint) as high
  from hashed
  union all
  select attachments, low, high
  from digest_sum
  where not getvariable('everybody')
)

select
  coalesce(sum(attachments), 0)::bigint as attachments,
  coalesce(sum(low), 0)::hugeint as low,
  coalesce(sum(high), 0)::hugeint as high
from part
