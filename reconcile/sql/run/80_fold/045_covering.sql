-- One row per attach claim of a person who needs the fold where claims may wait, and that a transfer of a panel would cover: from which providers, at which facility or everywhere (null).
create or replace temp table covering as
select
  e.file_no,
  e.line_no,
  list({'from_practitioner': c.from_practitioner, 'facility': c.facility}) as covering
from event as e
join transfer_in_force as c
  on c.to_practitioner = e.practitioner and e.effective_on between c.announced_on and c.covers_until
where waits() and e.kind = 2
group by e.file_no, e.line_no
