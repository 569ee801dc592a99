-- One row per kind of people who can be matched and what became of them: how many there are, how long they wait, and how many were passed over, as somebody after them was proposed where there was too little room left for them.
create or replace view match_fairness as
with last_turn as (
  select practitioner_number, facility_number, max(turn) as turn
  from match_household
  where practitioner_number is not null
  group by practitioner_number, facility_number
),

person as (
  select
    h.turn, -- stands for the household
    h.size,
    h.chsa,
    h.need,
    r.age,
    h.weeks_waiting,
    if(h.practitioner_number is null, 'unplaced', 'placed') as outcome,
    coalesce(h.reason, 'proposed') as why,
    coalesce(l.turn > h.turn, false) as passed_over
  from match_registrant as r
  join match_household as h using (household_id)
  left join last_turn as l on l.practitioner_number = h.preferred_practitioner and l.facility_number = h.preferred_facility
  where r.status = 'active' and r.kept_out is null
),

kind as (
  select *, 'everybody' as dimension, 'all' as value from person
  union all
  select *, 'Local Health Area', coalesce(left(chsa, 3), 'none') from person
  union all
  select *, 'age', age_band(age) from person
  union all
  select *, 'complexity', case need when 2 then 'high' when 1 then 'medium' else 'low' end from person
  union all
  select *, 'household', case when size > 5 then '6 or more' else size::varchar end from person
  union all
  select *, 'why', why from person
)

select
  dimension,
  value,
  outcome,
  count(*) as people,
  count(distinct turn) as households,
  median(weeks_waiting) as median_weeks,
  quantile_disc(weeks_waiting, 0.9) as nine_in_ten_weeks,
  max(weeks_waiting) as longest_weeks,
  count(*) filter (passed_over) as passed_over
from kind
group by dimension, value, outcome
