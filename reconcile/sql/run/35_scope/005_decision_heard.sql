-- One row per line that a decision of an administrator is about, where the decision came tonight, or releases the line from a day between the as-of dates of this run and the one before.
create or replace temp table decision_heard as
with before as (
  select as_of
  from run
  where state = 'done'
  order by run_no desc
  limit 1
)

select distinct d.about_file_no as file_no, d.about_line_no as line_no
from decided as d
cross join before as b
where d.file_no in (select file_no from tonight_submission)
  or (
    d.verdict = 'release'
    and d.counts_from > least(getvariable('as_of')::date, b.as_of)
    and d.counts_from <= greatest(getvariable('as_of')::date, b.as_of)
  )
