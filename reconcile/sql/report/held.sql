-- One row per file, or removal of everyone, that the guard holds in this run, before the run is kept and after.
with file as (
  select distinct file_no, submission_id, channel, file_name, received_at
  from submission_now
)

select s.submission_id, s.channel, s.file_name, v.line_no, v.people, v.lines
from tonight_guard_verdict as v
join file as s using (file_no)
where v.held
order by s.received_at, s.submission_id, v.line_no
