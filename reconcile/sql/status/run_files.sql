-- One row per file that a run took in, with its outcomes as the newest run sees them.
select
  s.file_name,
  s.channel::varchar as channel,
  s.submission_id,
  s.received_at,
  s.status::varchar as status,
  coalesce(s.refusal_text, s.refusal, '') as refusal,
  s.lines,
  s.skipped,
  coalesce((
    select string_agg(o.lines || ' ' || o.outcome, ', ' order by o.lines desc, o.outcome)
    from submission_outcome as o
    where o.file_no = s.file_no
  ), '') as outcomes,
  coalesce(s.warnings, '') as warnings
from submission as s
join run as r using (run_no)
where r.run_id = $run::varchar
order by s.file_no
