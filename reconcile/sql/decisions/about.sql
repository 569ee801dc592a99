-- One row per decision of an administrator about this line that counts, in the order in which they were made.
select d.verdict, d.counts_from, d.decided_at, d.decided_by, d.reason
from decision as d
where d.outcome = 'applied'
  and lower(d.about_submission_id) = $submission::varchar
  and d.about_line_no = $line::integer
order by d.decided_at, d.verdict, d.counts_from, d.decided_by, d.reason
