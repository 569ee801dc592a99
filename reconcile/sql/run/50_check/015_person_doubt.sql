-- One row per attach claim that its person's row in force may speak against: there is none, or it tells of a death, or its own period of coverage does not hold the day.
-- Looked up once for three rules: nearly all claims leave no doubt, and the persons feed is the largest.
create or replace temp table person_doubt as
select
  a.file_no,
  a.line_no,
  a.phn,
  a.person,
  a.effective_on,
  p.phn is not null as person_known,
  p.deceased_on,
  coalesce(p.coverage_from <= a.effective_on and a.effective_on <= coalesce(p.coverage_to, a.effective_on), false) as covered
from attach_line as a
left join persons_now as p on p.phn = a.person
where a.judged and a.phn_read
  and (select persons from feed_present)
  and (
    p.phn is null
    or p.deceased_on is not null
    or not coalesce(p.coverage_from <= a.effective_on and a.effective_on <= coalesce(p.coverage_to, a.effective_on), false)
  )
