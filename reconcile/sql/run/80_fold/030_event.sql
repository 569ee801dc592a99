-- One row per event of a person who needs the full fold.
-- Kinds sort as they are folded on equal times: 0 remove, 1 change_clinic, 2 attach, 3 restore; a death (last = 1) comes after everything else on its day.
create or replace temp table event as
select
  s.person, s.effective_on, 0 as last, o.received_at, 2 as kind, s.ordinal, s.line_no, s.file_no,
  s.practitioner, s.facility
from standing as s
join stateful using (person)
join submission_order as o using (file_no)
union all
select
  person, effective_on, 0, received_at,
  case action when 'remove' then 0 when 'change_clinic' then 1 when 'restore' then 3 end,
  ordinal, line_no, file_no, practitioner, facility
from action_event
union all
select p.phn, p.deceased_on, 1, null, 4, null, null, null, null, null
from persons_now as p
join stateful as s on s.person = p.phn
where p.deceased_on is not null
