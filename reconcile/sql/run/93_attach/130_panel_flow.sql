-- One row per provider and facility, direction and reason: how many people this run brought onto the panel or took off it.
-- Who came is told by what had become of their line before tonight, where it did not count, and else by what the line is now.
insert into panel_flow_part
with came as (
  select o.phn, o.practitioner, o.facility, o.file_no, o.line_no
  from opened_tonight as o
  anti join closed_tonight as c using (phn, practitioner, facility)
),

-- Lines of which there is more to tell than that they attach somebody.
told as (
  select file_no, line_no, any_value(outcome_before) as before, any_value(outcome) as outcome, bool_or(transferred) as transferred,
    bool_or(restored) as restored
  from (
    select file_no, line_no, outcome_before, null as outcome, false as transferred, false as restored from claim_changed
    union all
    select file_no, line_no, outcome_before, null, false, false from action_changed
    union all
    select file_no, line_no, null, outcome, false, false from outcome_now where outcome in ('attached', 'moved', 'changed_clinic')
    union all
    select next_file_no, next_line_no, null, null, true, false from move where covered
    union all
    select file_no, line_no, null, null, false, true from acting where action = 'restore'
  )
  group by file_no, line_no
),

moved_number as (
  select distinct file_no, line_no, phn from closed_tonight
)

-- Nearly all: nothing more is to be told of them.
select getvariable('run_no'), practitioner, facility, 'in', 'attached', count(*)
from came
anti join told using (file_no, line_no)
anti join moved_number using (file_no, line_no)
group by practitioner, facility
union all
select
  getvariable('run_no'),
  c.practitioner,
  c.facility,
  'in',
  case
    when t.before = 'quarantined' then 'healed'
    when t.before = 'held' then 'released'
    when t.before in ('refused', 'pending') then 'accepted'
    when t.before = 'reversed' then 'stands_again'
    when m.phn <> c.phn then 'merged'
    when t.transferred then 'transferred'
    when t.restored then 'restored'
    else coalesce(t.outcome::varchar, 'attached')
  end as reason,
  count(*)
from came as c
semi join (
  select file_no, line_no from told
  union
  select file_no, line_no from moved_number
) as more using (file_no, line_no)
left join told as t on t.file_no = c.file_no and t.line_no = c.line_no
left join moved_number as m on m.file_no = c.file_no and m.line_no = c.line_no
group by all
union all
select getvariable('run_no'), practitioner, facility, 'out', reason, count(*)
from left_panel
group by all
