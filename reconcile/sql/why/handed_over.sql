-- One row per transfer, open or overdue, on whose way the person was left with nobody.
select
  c.transfer_id,
  c.from_practitioner,
  c.to_practitioner,
  p.disposition
from transfer_patients as p
join transfer_cases as c using (transfer_id)
where p.phn = $person::bigint
  and p.disposition in ('awaiting', 'refused')
  and c.state in ('open', 'overdue')
order by c.announced_on desc, c.transfer_id
