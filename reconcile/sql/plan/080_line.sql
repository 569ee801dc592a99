-- One row per line of claim, answer, action and decision whose outcome would be another, with what it says, and what that is for a line judged before.
create or replace temp view planned_line as
with said as (
  select c.file_no, c.line_no, c.record::varchar as record, p.text as practitioner, f.text as facility, c.phn, c.service_date as effective_on
  from claim_now as c
  left join number_now as p on p.code = c.practitioner
  left join number_now as f on f.code = c.facility
  union all
  select file_no, line_no, record::varchar, practitioner_number, null, phn, service_date
  from answer_now
  union all
  select file_no, line_no, record::varchar, practitioner_number, coalesce(new_facility_number, facility_number), phn, acted_on
  from action_now
  union all
  select file_no, line_no, record::varchar, null, null, null, null
  from decision_now
)

select
  o.file_no,
  o.line_no,
  o.before,
  o.after,
  case
    when o.before is null then 'new'
    when o.after = 'quarantined' then 'quarantine'
    when o.after in ('refused', 'reversed') then 'void'
    when o.after in ('held', 'pending') then 'hold'
    when o.before = 'quarantined' then 'heal'
    when o.before in ('refused', 'reversed') then 'stand_again'
    when o.before in ('held', 'pending') then 'release'
    else 'judge_anew'
  end as change,
  s.record,
  s.practitioner,
  s.facility,
  coalesce(m.person, s.phn) as phn,
  s.effective_on
from planned_outcome as o
join said as s on s.file_no = o.file_no and s.line_no = o.line_no
left join survivor_now as m on m.phn = s.phn
