-- One row per attach claim of the people on trial that counts in it: not the claims of files that come later, and what is on trial though it waits for an answer.
create or replace temp view standing as
with counted as (
  select file_no, line_no
  from attach_line
  anti join out using (file_no, line_no)
  union all
  select file_no, line_no
  from pending_line
  semi join new_claim using (file_no, line_no)
  where file_no = getvariable('trial_file')
)

select a.file_no, a.line_no, a.phn, a.person, a.practitioner, a.facility, a.effective_on, a.ordinal
from attach_line as a
semi join trial_person as p on p.person = a.person
semi join counted as c on c.file_no = a.file_no and c.line_no = a.line_no
anti join guarded as g on g.file_no = a.file_no and g.line_no = a.line_no
anti join (from new_claim where ordinal > getvariable('trial_ordinal')) as n on n.file_no = a.file_no and n.line_no = a.line_no
