-- A line that waited and now passes has healed; it stays listed.
update quarantined as q
set state = 'healed'
where q.state = 'waiting'
  and not exists (select 1 from hinted as h where h.file_no = q.file_no and h.line_no = q.line_no)
