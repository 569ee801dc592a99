-- One row per registry action that comes to count, came tonight or from quarantine, and was never held by the guard.
create or replace temp table new_action as
select p.*
from passing_action as p
left join action as a on a.file_no = p.file_no and a.line_no = p.line_no
anti join guard_line as g on g.file_no = p.file_no and g.line_no = p.line_no
where a.file_no is null or a.outcome = 'quarantined'
