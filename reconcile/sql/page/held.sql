-- One row per file, or removal of everyone, that the guard held in a run.
select s.submission_id, s.channel::varchar as channel, s.file_name, v.line_no, v.people, v.lines
from guard_verdict as v
join submission as s using (file_no)
where v.run_no = $run_no::integer and v.held
order by s.received_at, s.submission_id, v.line_no
