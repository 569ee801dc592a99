-- One row per transfer and person who was never in its cohort and came to the provider who takes over in its time.
create or replace temp view transfer_extra as
select c.transfer_id, s.phn, min(s.valid_from) as joined_on
from transfer_retold as c
join transfer_stay as s on s.practitioner = c.to_code and s.valid_from between c.announced_on and c.told_on
where not exists (
    select 1
    from transfer_stay as b
    where b.phn = s.phn and b.practitioner = s.practitioner and b.valid_to = s.valid_from
  )
  and not exists (
    select 1 from transfer_cohort as h where h.transfer_id = c.transfer_id and h.phn = s.phn
  )
group by c.transfer_id, s.phn
