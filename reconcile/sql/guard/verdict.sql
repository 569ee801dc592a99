-- The verdict on the candidate on trial: how many people its claims would take from others, or its removal would end the attachments of, and whether that is too many.
insert into tonight_guard_verdict
with taken as (
  select count(distinct c.person) as people
  from conflict_found as c
  semi join new_claim as n on n.file_no = c.file_no and n.line_no = c.line_no
  where c.file_no = getvariable('trial_file')
),

removed as (
  select count(distinct t.person) as people
  from told as t
  where t.outcome = 'removed' and t.file_no = getvariable('trial_file') and t.line_no = getvariable('trial_line')
),

explained as (
  select 1
  from new_action as a
  join action_now as said on said.file_no = a.file_no and said.line_no = a.line_no
  join transfers_now as t
    on t.from_practitioner = a.practitioner_number
    and coalesce(t.status, 'open') <> 'cancelled'
    and (t.facility_number is null or t.facility_number = said.facility_number)
    and a.effective_on between t.announced_on and t.effective_on + getvariable('transfer_window_days')::integer
  where a.file_no = getvariable('trial_file') and a.line_no = getvariable('trial_line')
)

select
  c.file_no,
  c.line_no,
  getvariable('run_no'),
  if(
    c.line_no = 0,
    t.people >= getvariable('takes_people')
    or (t.people >= getvariable('takes_share_people') and t.people * 100 > getvariable('takes_share_percent') * c.of_lines),
    r.people >= getvariable('removes_people') and not exists (from explained)
  ),
  if(c.line_no = 0, t.people, r.people),
  c.lines,
  c.of_lines
from guard_candidate as c
cross join taken as t
cross join removed as r
where c.file_no = getvariable('trial_file') and c.line_no = getvariable('trial_line')
