-- Offending: a line whose outcome says that it opened an attachment, where there is none.
select v.file_no, v.line_no
from verdict as v
left join attachment as a on a.file_no = v.file_no and a.line_no = v.line_no and a.known_to is null
where v.outcome in ('attached', 'moved', 'changed_clinic') and a.file_no is null
