-- One row per attachment as the evidence now has it.
create or replace temp table folded as
with closed as (
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
  case close_reason
    when 'removed' then 'Removed'
    when 'deceased' then 'Deceased'
    else if(close_reason is null, 'Confirmed', 'Not the MRP')
  end as status,
  effective_on as valid_from,
  next_on as valid_to,
  close_reason,
  file_no,
  line_no,
  next_file_no as closed_file_no,
  next_line_no as closed_line_no
from closed
union all
select
  person, practitioner, facility, 'Confirmed', effective_on, null, null, file_no, line_no, null, null
from single
union all
select
  person, practitioner, facility, 'Pending', effective_on, null, null, file_no, line_no, null, null
from waiting_row
