-- Portal claims: provider, fee item and date, and whether an answer or a debit request voids them.
insert into portal_event
select
  c.file_no,
  c.line_no,
  c.practitioner_number,
  c.other_fee_item,
  c.service_date,
  year(c.service_date),
  coalesce(v.outcome, 'claimed')
from claim as c
left join void_line as v on v.file_no = c.file_no and v.line_no = c.line_no
where c.event = 'portal'
