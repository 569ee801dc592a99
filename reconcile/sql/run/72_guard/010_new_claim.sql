-- One row per attach claim that newly counts, but for an answer that it may wait for: it came tonight, or was in quarantine, a duplicate or void until now. The guard has never held it.
create or replace temp table new_claim as
select p.file_no, p.line_no, p.ordinal, p.person, p.practitioner, p.effective_on
from passing as p
anti join duplicate_line as d on d.file_no = p.file_no and d.line_no = p.line_no
anti join void_line as v on v.file_no = p.file_no and v.line_no = p.line_no
anti join guard_line as g on g.file_no = p.file_no and g.line_no = p.line_no
left join stored_judged as c on c.file_no = p.file_no and c.line_no = p.line_no
where c.file_no is null or c.outcome in ('quarantined', 'duplicate', 'refused', 'reversed')
