-- One row per attach claim that newly passes its checks, came tonight or from quarantine, and was never held by the guard; whether it would count but for an answer that it may wait for.
create or replace temp table new_claim as
with newly as (
  select file_no, line_no
  from passing
  semi join tonight_submission using (file_no)
  union all
  select p.file_no, p.line_no
  from passing as p
  join stored_judged as c on c.file_no = p.file_no and c.line_no = p.line_no
  where c.outcome = 'quarantined'
)

select p.file_no, p.line_no, p.ordinal, p.person, p.practitioner, d.file_no is null and v.file_no is null as stands
from passing as p
semi join newly as n on n.file_no = p.file_no and n.line_no = p.line_no
anti join guard_line as g on g.file_no = p.file_no and g.line_no = p.line_no
left join duplicate_line as d on d.file_no = p.file_no and d.line_no = p.line_no
left join void_line as v on v.file_no = p.file_no and v.line_no = p.line_no
