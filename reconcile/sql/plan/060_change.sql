-- One row per person whose attachments would be others: what would happen to them.
-- A person who stays with the same provider and clinic keeps them, whatever line says so: that is history.
create or replace temp table planned_change as
with changed as (
  select
    p.*,
    case
      when from_practitioner = to_practitioner and from_facility = to_facility then if(claim is null, 'history', 'hold')
      when from_outcome in ('refused', 'reversed') then 'void'
      when from_outcome = 'quarantined' then 'quarantine'
      when from_outcome in ('held', 'pending') then 'hold'
      when from_file_no is not null and to_file_no is null and merged then 'merge'
      when from_file_no is not null and to_file_no is null and ended.reason = 'deceased' then 'death'
      when from_file_no is not null and to_file_no is null and ended.reason = 'removed' then 'remove'
      when from_file_no is null and to_file_no is not null then 'attach'
      when from_practitioner <> to_practitioner then 'move'
      when from_facility <> to_facility then 'change_clinic'
      when claim is not null then 'hold'
      else 'history'
    end as change
  from planned_person as p
)

select
  c.*,
  case
    when change in ('attach', 'move', 'change_clinic') then to_file_no
    when change in ('death', 'remove') then ended.file_no
    when change in ('void', 'quarantine') then from_file_no
    when change = 'hold' then claim.file_no
  end as file_no,
  case
    when change in ('attach', 'move', 'change_clinic') then to_line_no
    when change in ('death', 'remove') then ended.line_no
    when change in ('void', 'quarantine') then from_line_no
    when change = 'hold' then claim.line_no
  end as line_no
from changed as c
