-- Quarantined: any reason keeps a line out of the registry. (Feed rows have their outcome with the line.)
create or replace temp view outcome_quarantined as
select f.file_no, f.line_no, 'quarantined' as outcome
from failed as f
where not exists (
  select 1
  from feed_line_judged as l
  where l.file_no = f.file_no and l.line_no = f.line_no and l.reasons is not null
)
