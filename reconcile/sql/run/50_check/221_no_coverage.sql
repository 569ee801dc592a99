-- No period of MSP coverage of the person holds the effective date. A period without a start is none; a missing end is open.
-- The periods are those of the coverage feed under any PHN of the person, and the one in the person's own row.
create or replace temp view reason_no_coverage as
with uncovered as (
  select file_no, line_no, person, effective_on
  from person_doubt
  where person_known and effective_on is not null and not covered
),

period as (
  select coalesce(m.person, c.phn) as person, c.coverage_from, coalesce(c.coverage_to, 'infinity'::date) as coverage_until
  from coverage_now as c
  left join survivor_now as m on m.phn = c.phn
)

select u.file_no, u.line_no, 'no_coverage' as reason
from uncovered as u
anti join period as p
  on p.person = u.person
  and p.coverage_from <= u.effective_on
  and p.coverage_until >= u.effective_on
