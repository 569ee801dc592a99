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
  join transfer_in_force as t
    on t.from_practitioner = a.practitioner
    and (t.facility is null or a.facility is null or t.facility = a.facility)
    and a.effective_on between t.announced_on and t.covers_until
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
