-- One row per person whose attachments would be others, with why and since when.
-- Reason is the rule: how the attachment ends, or why the claim that opened it counts no longer. Brought_by is what makes it apply tonight.
create or replace temp view planned_reasoned as
select
  c.phn,
  c.change,
  c.from_practitioner,
  c.from_facility,
  c.to_practitioner,
  c.to_facility,
  if(c.change = 'hold', c.claim.practitioner, null) as claim_practitioner,
  if(c.change = 'hold', c.claim.facility, null) as claim_facility,
  case
    when c.change = 'hold' then c.claim.valid_from
    when c.change in ('death', 'remove') then c.ended.effective_on
    when c.change in ('attach', 'move', 'change_clinic') then c.to_since
    else c.from_since
  end as effective_on,
  case c.change
    when 'void' then c.from_outcome
    when 'quarantine' then array_to_string(h.reasons, ',')
    when 'hold' then case when c.unanswered then 'pending' when g.file_no is not null then 'guarded' else 'held' end
    when 'death' then c.ended.reason
    when 'remove' then c.ended.reason
    when 'move' then c.from_closed_as
    when 'change_clinic' then c.from_closed_as
    when 'merge' then 'merged'
  end as reason,
  case
    when c.change = 'death' then 'feed'
    when c.change not in ('attach', 'move', 'change_clinic', 'remove', 'hold') then null
    when c.change <> 'remove' and c.from_merged then 'merged'
    else if(o.file_no is null, 'evidence', brought_by(o.before))
  end as brought_by,
  c.file_no,
  c.line_no
from planned_change as c
left join planned_outcome as o on o.file_no = c.file_no and o.line_no = c.line_no
left join guarded as g on c.change = 'hold' and g.file_no = c.file_no and g.line_no = c.line_no
left join hinted as h on c.change = 'quarantine' and h.file_no = c.file_no and h.line_no = c.line_no
