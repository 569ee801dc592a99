-- A line that waited or was discarded and now passes has healed: it counts, and stays listed.
update quarantined as q
set state = 'healed'
where q.state <> 'healed'
  and (getvariable('everybody') or (q.file_no, q.line_no) in (from scope_line))
  and not exists (select 1 from hinted as h where h.file_no = q.file_no and h.line_no = q.line_no)
