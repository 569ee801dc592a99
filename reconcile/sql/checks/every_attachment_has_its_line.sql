-- Offending: an attachment that this run made known whose evidence line is not there or did not open it.
select a.file_no, a.line_no
from attachment as a
left join verdict as v on v.file_no = a.file_no and v.line_no = a.line_no
where a.known_from = getvariable('run_no') and a.known_to is null
  and coalesce(v.outcome, '') not in ('attached', 'moved', 'changed_clinic')
