-- Offending: a file whose attachments now known of people who were judged are not, column by column, those that the fold gave. (Verifying judges everybody.)
with given as (
  select file_no, sum(attachments) as attachments, sum(fingerprint) as fingerprint
  from (
    select file_no, count(*) as attachments, sum(hash(phn, practitioner, facility, valid_from, line_no)::hugeint) as fingerprint
    from whole
    group by file_no
    union all
    select file_no, count(*), sum(hash(apart)::hugeint)
    from apart
    group by file_no
  )
  group by file_no
),

stored as (
  select file_no, sum(attachments) as attachments, sum(fingerprint) as fingerprint
  from (
    select file_no, count(*) as attachments, sum(hash(phn, practitioner, facility, service_date, line_no)::hugeint) as fingerprint
    from stored_claim
    where known_from is not null
      and (
        getvariable('everybody')
        or file_no in (select file_no from tonight_submission)
        or (file_no, line_no) in (from scope_line)
      )
    group by file_no
    union all
    select file_no, count(*), sum(hash(now)::hugeint)
    from (
      select * exclude (known_from, known_to)
      from attachment_apart
      where known_to is null and (getvariable('everybody') or phn in (select node from scope))
    ) as now
    group by file_no
  )
  group by file_no
)

select coalesce(g.file_no, s.file_no) as file_no, 0 as line_no
from given as g
full join stored as s using (file_no)
where g.attachments is distinct from s.attachments or g.fingerprint is distinct from s.fingerprint
