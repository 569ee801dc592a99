-- One row per attachment as the evidence now has it that the claim which opened it does not tell whole: it has ended or is pending, it began on another day, an action opened it, or the claim names a PHN that was merged.
create or replace temp table apart as
with otherwise as (
  select file_no, line_no from attach_line where person <> phn
  union all
  select file_no, line_no from told_waiting where final and effective_on <> claimed_on
),

closed as (
  select
    t.*,
    case
      when t.next_outcome = 'moved' and m.covered then 'transferred'
      when t.next_outcome = 'moved' then 'superseded'
      else t.next_outcome
    end as close_reason
  from turn as t
  left join move as m on m.next_file_no = t.next_file_no and m.next_line_no = t.next_line_no
  where t.outcome in ('attached', 'moved', 'changed_clinic')
)

select
  person as phn,
  practitioner,
  facility,
  (case close_reason
    when 'removed' then 'Removed'
    when 'deceased' then 'Deceased'
    else if(close_reason is null, 'Confirmed', 'Not the MRP')
  end)::attachment_status as status,
  effective_on as valid_from,
  next_on as valid_to,
  close_reason::close_reason as close_reason,
  file_no,
  line_no,
  next_file_no as closed_file_no,
  next_line_no as closed_line_no
from closed as c
where close_reason is not null
  or not is_claim
  or exists (select 1 from otherwise as o where o.file_no = c.file_no and o.line_no = c.line_no)
union all
select
  person, practitioner, facility, 'Confirmed'::attachment_status, effective_on, null, null, file_no, line_no, null, null
from single
where person <> phn
union all
select
  person, practitioner, facility, 'Pending'::attachment_status, effective_on, null, null, file_no, line_no, null, null
from waiting_row
union all
select
  person, practitioner, facility, 'Pending'::attachment_status, effective_on, null, null, file_no, line_no, null, null
from guarded_line
