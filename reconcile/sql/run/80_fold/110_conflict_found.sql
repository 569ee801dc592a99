-- One row per attach claim and provider from whom it would take the person, where no transfer covers that: both sides, and how it ended (null while the claim is held).
create or replace temp view conflict_found as
select
  person,
  practitioner as incumbent,
  facility as incumbent_facility,
  next_practitioner as challenger,
  next_facility as challenger_facility,
  next_on as effective_on,
  'superseded' as resolution,
  next_on as resolved_on,
  next_file_no as file_no,
  next_line_no as line_no
from move as m
where not covered
  and not exists (
    select 1
    from told_waiting as w
    where w.outcome = 'held' and w.file_no = m.next_file_no and w.line_no = m.next_line_no
  )
union all
select
  person,
  incumbent,
  incumbent_facility,
  practitioner,
  facility,
  claimed_on,
  case
    when next_outcome is null then 'held'
    when next_outcome = 'held' then 'overtaken'
    else ended_as
  end,
  ended_on,
  file_no,
  line_no
from told_waiting
where outcome = 'held'
