-- One row per line that would enter quarantine or leave it, be there for other reasons, or be discarded; before and reasons_before are null where it never was there.
create or replace temp table planned_quarantine as
select
  h.file_no,
  h.line_no,
  q.state as before,
  h.state as after,
  q.reasons as reasons_before,
  h.reasons
from hinted as h
left join quarantined as q on q.file_no = h.file_no and q.line_no = h.line_no
where q.state is null or q.state <> h.state or q.reasons <> h.reasons
union all
select q.file_no, q.line_no, q.state, 'healed', q.reasons, []::varchar[]
from quarantined as q
where q.state <> 'healed'
  and (getvariable('everybody') or (q.file_no, q.line_no) in (from scope_line))
  and not exists (select 1 from hinted as h where h.file_no = q.file_no and h.line_no = q.line_no)
