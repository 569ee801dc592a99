-- One row per line of evidence that is selected: by its file, the provider it names, and the day on which it was received.
create or replace temp table selected_line as
with said as (
  select c.file_no, c.line_no, p.text as practitioner
  from claim_now as c
  left join number_now as p on p.code = c.practitioner
  union all
  select file_no, line_no, practitioner_number
  from answer_now
  union all
  select file_no, line_no, practitioner_number
  from action_now
  union all
  select file_no, line_no, practitioner_number
  from feed_line_now
  union all
  select file_no, line_no, null
  from decision_now
)

select l.file_no, l.line_no
from said as l
join submission_now as s using (file_no)
where (getvariable('selected_submission') = '' or starts_with(s.submission_id, lower(getvariable('selected_submission'))))
  and (getvariable('selected_provider') = '' or l.practitioner = getvariable('selected_provider'))
  and (getvariable('selected_since') = '' or s.received_on >= nullif(getvariable('selected_since'), '')::date)
