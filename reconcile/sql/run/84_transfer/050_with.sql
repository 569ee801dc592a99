-- One row per transfer and person of its cohort: the provider they are with on the day up to which it is told, if any; or since when they are with nobody; and whether they were dead by then.
create or replace temp table transfer_with as
with ended as (
  select c.transfer_id, c.phn, max(s.valid_to) as alone_since
  from transfer_cohort as c
  join transfer_stay as s on s.phn = c.phn and s.valid_to <= c.told_on
  group by c.transfer_id, c.phn
)

select
  c.transfer_id,
  c.phn,
  s.practitioner,
  s.facility,
  case when s.phn is null then e.alone_since end as alone_since,
  coalesce(p.deceased_on <= c.told_on, false) as deceased
from transfer_cohort as c
left join ended as e using (transfer_id, phn)
left join transfer_stay as s
  on s.phn = c.phn and s.valid_from <= c.told_on and coalesce(s.valid_to > c.told_on, true)
left join persons_now as p on p.phn = c.phn
