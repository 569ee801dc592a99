-- Rows that the evidence says and nobody knew until now.
insert into stored_attachment
select f.*, getvariable('run_no'), null
from folded as f
where not exists (
  select 1
  from stored_attachment as a
  where a.known_to is null and a.file_no = f.file_no and a.line_no = f.line_no
)
