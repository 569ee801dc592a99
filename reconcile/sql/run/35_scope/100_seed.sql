-- One row per person and claim key that something of tonight speaks of, or by whom the as-of date goes.
create or replace temp table seed as
with met as (
  select unnest([person, key]) as node
  from claim_node
  where file_no in (select file_no from tonight_submission)
  union all
  select target
  from debit_node
  where node is null or file_no in (select file_no from tonight_submission)
  union all
  select claim_key(d.code, a.sequence)
  from tonight_answer as a
  join number_now as d on d.text = a.data_centre
  union all
  select unnest([c.person, c.key])
  from claim_node as c
  semi join decision_heard as d on d.file_no = c.file_no and d.line_no = c.line_no
  union all
  select claim_key(d.code, a.sequence)
  from answer as a
  semi join decision_heard as h on h.file_no = a.file_no and h.line_no = a.line_no
  join number_now as d on d.text = a.data_centre
  union all
  select phn
  from changed_person
  union all
  select person
  from changed_action
  where not everyone
  union all
  select coalesce(c.person, c.key)
  from claim_node as c
  where c.practitioner in (select code from changed_practitioner)
    or c.facility in (
      select n.code from changed_clinic as f join number_now as n on n.text = f.facility_number
    )
  union all
  select coalesce(c.person, c.key)
  from claim_node as c
  semi join changed_place as p on p.practitioner = c.practitioner and p.facility = c.facility
  union all
  -- Whom an action restored to a provider who now removes everyone.
  select coalesce(m.person, a.phn)
  from action_now as a
  left join survivor_now as m on m.phn = a.phn
  where a.action = 'restore'
    and a.practitioner_number in (select practitioner_number from changed_action where everyone)
  union all
  -- Claims that need wait no longer, or must wait again, by tonight's as-of date.
  select phn
  from stored_conflict
  where getvariable('conflict') = 'hold'
    and effective_on + getvariable('hold_days')::integer
    > least(getvariable('as_of')::date, (select as_of from run where state = 'done' order by run_no desc limit 1))
    and effective_on + getvariable('hold_days')::integer
    <= greatest(getvariable('as_of')::date, (select as_of from run where state = 'done' order by run_no desc limit 1))
  union all
  -- Claims that a removal of everyone took back: no attachment tells that it did.
  select phn
  from stored_conflict
  where resolution = 'withdrawn'
    and challenger_practitioner in (
      select n.code
      from action_now as a
      join number_now as n on n.text = a.practitioner_number
      where a.everyone
    )
)

select distinct node
from met
where node is not null
