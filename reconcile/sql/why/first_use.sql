-- One row per action of the person whose id was used before for another action: the earliest row with that id.
with mine as (
  select file_no, line_no, action_id
  from action
  where list_contains($phns::bigint[], phn) and action_id is not null
),

used as (
  select a.action_id, arg_min({'file_name': s.file_name, 'line_no': a.line_no}, (s.received_at, s.submission_id, a.line_no)) as first
  from action as a
  join submission as s using (file_no)
  where a.action_id in (select action_id from mine) and s.status = 'accepted'
  group by a.action_id
)

select m.file_no, m.line_no, u.first.file_name as file_name, u.first.line_no as first_line_no
from mine as m
join used as u using (action_id)
order by m.file_no, m.line_no
