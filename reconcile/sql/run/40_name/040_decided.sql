-- One row per decision of an administrator that names a line of evidence, with that line. To release is said of attach claims only.
create or replace temp table decided as
with asked as (
  select d.file_no, d.line_no, d.verdict, d.counts_from, s.file_no as about_file_no, d.about_line_no
  from decision_now as d
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
where a.verdict = 'discard' or l.attaches
