-- One row per decision of an administrator: about which line, what, when, by whom and why.
create or replace view decisions as
select
  s.submission_id,
  d.line_no,
  text_shown(lower(d.about_submission_id)) as about_submission_id,
  d.about_line_no,
  d.verdict,
  d.counts_from,
  d.decided_at,
  text_shown(d.decided_by) as decided_by,
  text_shown(d.reason) as reason,
  d.outcome::varchar as outcome
from decision as d
join submission as s using (file_no)
