-- One row per provider with portal claims (14070) that stand, of the calendar year of the day: how many.
-- A claim that a return refused or a debit request reversed, as far as that was known, does not stand.
create temp table portal_claimed as
select p.text as practitioner_number, count(*) as claims
from portal_line as c
join portal_note as n using (file_no, line_no)
join number as p on p.code = c.practitioner
anti join void_line as v on v.file_no = c.file_no and v.line_no = c.line_no
where c.event = 'portal'
  and n.other_fee_item = '14070'
  and year(c.service_date) = year(getvariable('as_of'))
group by p.text
