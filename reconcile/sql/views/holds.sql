-- One row per file, or removal of everyone (line_no), that the guard has held: whom it would have changed, and what has become of its lines.
create or replace view holds as
select
  s.submission_id,
  nullif(v.line_no, 0) as line_no,
  s.channel,
  s.file_name,
  s.received_at,
  r.run_id,
  v.people,
  v.of_lines,
  count(*) filter (h.verdict is null) as waiting,
  count(*) filter (h.verdict = 'release_file') as released,
  count(*) filter (h.verdict = 'discard_file') as discarded,
  case
    when count(*) filter (h.verdict is null) > 0 then 'waiting'
    when count(*) filter (h.verdict = 'release_file') > 0 then 'released'
    else 'discarded'
  end as state
from guard_verdict as v
join submission as s using (file_no)
join run as r on r.run_no = v.run_no
join hold_line as h on h.file_no = v.file_no and h.run_no = v.run_no and (v.line_no = 0 or h.line_no = v.line_no)
where v.held
group by all
