-- One row per household that is a candidate of a provider, by facility and rank.
select
  household_id, facility_number, rank, size, points, weeks_points, need_points, age_points, newborn_points, fit_points,
  coalesce(proposed_practitioner, ''), coalesce(proposed_facility, '')
from match_candidates
where practitioner_number = $provider
order by facility_number, rank
