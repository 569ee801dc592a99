-- Portal claims: provider, fee item and date, and whether an answer or a debit request voids them.
insert into portal_event
select
  c.file_no,
  c.line_no,
  p.text,
  n.other_fee_item,
  c.service_date,
  year(c.service_date),
  coalesce(v.outcome, 'claimed')
from stored_claim as c
join claim_note as n on n.file_no = c.file_no and n.line_no = c.line_no
left join number as p on p.code = c.practitioner
left join void_line as v on v.file_no = c.file_no and v.line_no = c.line_no
where c.event = 'portal'
  and (
    getvariable('everybody')
    or c.file_no in (select file_no from tonight_submission)
    or (c.file_no, c.line_no) in (from scope_line)
  )
