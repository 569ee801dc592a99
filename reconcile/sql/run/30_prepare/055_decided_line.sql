-- One row per decision of an administrator that names a line of evidence it can be about, with that line. To release from waiting is said of attach claims only; to release or discard a file, of lines that the guard held in an earlier run than the one in which the decision came.
insert into decided
with asked as (
  select d.file_no, d.line_no, d.verdict, d.counts_from, s.file_no as about_file_no, d.about_line_no, o.run_no
  from decision_now as d
  join submission_now as o on o.file_no = d.file_no
  join submission_now as s on s.submission_id = lower(d.about_submission_id) and s.status = 'accepted'
  where d.reasons is null
),

named as (
  select about_file_no as file_no, about_line_no as line_no from asked
),

line as (
  select file_no, line_no, event = 'attach' as attaches from claim_now semi join named using (file_no, line_no)
  union all
  select file_no, line_no, false from answer_now semi join named using (file_no, line_no)
  union all
  select file_no, line_no, false from action_now semi join named using (file_no, line_no)
  union all
  select file_no, line_no, false from feed_line_now semi join named using (file_no, line_no)
  union all
  select file_no, line_no, false from decision_now semi join named using (file_no, line_no)
)

select a.file_no, a.line_no, a.verdict, a.counts_from, a.about_file_no, a.about_line_no
from asked as a
join line as l on l.file_no = a.about_file_no and l.line_no = a.about_line_no
left join guard_line as g on g.file_no = l.file_no and g.line_no = l.line_no and g.run_no < a.run_no
where case a.verdict
  when 'discard' then true
  when 'release' then l.attaches
  else g.run_no is not null
end
