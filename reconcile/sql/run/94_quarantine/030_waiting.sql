-- Lines in quarantine now, waiting or discarded, with the run that first saw them there.
merge into quarantined as q
using hinted as h
on q.file_no = h.file_no and q.line_no = h.line_no
when matched and (q.state <> h.state or q.reasons <> h.reasons) then
  update set state = h.state, reasons = h.reasons, hint = h.hint
when not matched then
  insert values (h.file_no, h.line_no, h.channel, h.reasons, h.hint, getvariable('run_no'), h.state, h.raw)
