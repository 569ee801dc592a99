-- One row per decision of an administrator: about which line, what, when, by whom and why.
create or replace view decisions as
select
  s.submission_id,
  d.line_no,
  -- An id has digits enough to look like a health number; what is no id was typed by somebody, and could hold one.
  case when regexp_full_match(lower(d.about_submission_id), '[0-9a-f]{64}') then lower(d.about_submission_id) end as about_submission_id,
  d.about_line_no,
  d.verdict,
  d.counts_from,
  d.decided_at,
  text_shown(d.decided_by) as decided_by,
  text_shown(d.reason) as reason,
  d.outcome::varchar as outcome
from decision as d
join submission as s using (file_no)
