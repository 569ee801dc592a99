-- One row per transfer and person who has left and joined: the days between on which no provider had them. None is less than 0, as who joined first had no gap.
create or replace temp view transfer_gap as
with between_both as (
  select transfer_id, phn, left_on, joined_on
  from transfer_cohort
  where joined_on is not null and left_on is not null
),

covered as (
  select b.transfer_id, b.phn, sum(least(coalesce(s.valid_to, b.joined_on), b.joined_on) - greatest(s.valid_from, b.left_on)) as days
  from between_both as b
  join transfer_stay as s on s.phn = b.phn
  where s.valid_from < b.joined_on and coalesce(s.valid_to > b.left_on, true)
  group by all
)

select b.transfer_id, b.phn, greatest(b.joined_on - b.left_on - coalesce(c.days, 0), 0)::integer as gap_days
from between_both as b
left join covered as c using (transfer_id, phn)
