-- One row per file, or removal of everyone, that the guard has held and that passes the filters, the newest first.
select
  submission_id,
  coalesce(line_no, 0) as line_no,
  channel,
  file_name,
  received_at,
  run_id,
  people,
  of_lines,
  waiting,
  released,
  discarded,
  state
from holds
where $state::varchar = 'all' or state = $state::varchar
order by received_at desc, submission_id, line_no
