-- One row per transfer and person of its cohort: the provider they are with on the day up to which it is told, if any, and whether they were dead by then.
create or replace temp table transfer_with as
select c.transfer_id, c.phn, s.practitioner, s.facility, coalesce(p.deceased_on <= c.told_on, false) as deceased
from transfer_cohort as c
left join transfer_stay as s
  on s.phn = c.phn and s.valid_from <= c.told_on and coalesce(s.valid_to > c.told_on, true)
left join persons_now as p on p.phn = c.phn
