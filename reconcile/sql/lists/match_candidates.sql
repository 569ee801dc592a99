-- One row per household that is a candidate of a provider, by facility and rank, then per household that is proposed there and not among the candidates, in the order of turns: it has no rank and no points for fit.
with proposed as (
  select h.*
  from match_household as h
  anti join match_candidates as c using (practitioner_number, facility_number, household_id)
  where h.practitioner_number = $provider
),

shown as (
  select
    facility_number, rank, household_id, size, points, weeks_points, need_points, age_points, newborn_points, fit_points, weeks_waiting,
    registered_on, chsa, proposed_practitioner, proposed_facility, null as turn
  from match_candidates
  where practitioner_number = $provider
  union all
  select
    facility_number, null, household_id, size, points, weeks_points, need_points, age_points, newborn_points, null, weeks_waiting,
    registered_on, chsa, practitioner_number, facility_number, turn
  from proposed
)

select * exclude (turn)
from shown
order by facility_number, rank nulls last, turn
limit $limit
