-- One row per transfer and person of its cohort: attached to the provider who hands over (at the facility, if it is about one) for at least a day of its time. With the day on which they first left, and the one on which they first joined the provider who takes over.
-- Who changes clinics within what is handed over has not left, and who does so with the one who takes over has not joined.
create or replace temp table transfer_cohort as
with handed_over as (
  select c.transfer_id, c.announced_on, c.told_on, c.to_code, s.phn, s.valid_from, s.valid_to
  from transfer_retold as c
  join transfer_stay as s on s.practitioner = c.from_code
  where c.announced_on <= c.told_on and coalesce(c.facility_code, s.facility) = s.facility
),

cohort as (
  select transfer_id, announced_on, told_on, to_code, phn
  from handed_over
  where valid_from <= told_on and coalesce(valid_to > announced_on, true)
  group by all
),

leaving as (
  select h.transfer_id, h.phn, min(h.valid_to) as left_on
  from handed_over as h
  anti join handed_over as n
    on n.transfer_id = h.transfer_id and n.phn = h.phn and n.valid_from = h.valid_to
  where h.valid_to > h.announced_on and h.valid_to <= h.told_on
  group by all
),

joining as (
  select c.transfer_id, c.phn, min(s.valid_from) as joined_on
  from cohort as c
  join transfer_stay as s on s.phn = c.phn and s.practitioner = c.to_code
  anti join transfer_stay as b on b.phn = s.phn and b.practitioner = s.practitioner and b.valid_to = s.valid_from
  where s.valid_from between c.announced_on and c.told_on
  group by all
)

select c.transfer_id, c.told_on, c.phn, l.left_on, j.joined_on
from cohort as c
left join leaving as l using (transfer_id, phn)
left join joining as j using (transfer_id, phn)
